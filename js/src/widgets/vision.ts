// The widgets of tasks that look at a picture, or change one.
import { EDITORS } from "../editors";
import { imageEditor } from "../editors/image";
import { shell } from "../parts/shell";
import { labels } from "../renderers/labels";

export default shell({ editors: { ...EDITORS, image: imageEditor }, renderers: { labels } });
