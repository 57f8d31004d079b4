// Begins Pyodide with the packages of archives, and runs programs in it: in node and in a page.

export async function begin(loadPyodide, archives, options = {}) {
	const python = await loadPyodide(options);
	for (const archive of archives) {
		python.unpackArchive(archive, "zip", { extractDir: "/packages" });
	}
	python.runPython("import sys; sys.path.append('/packages')");
	// A program returns JSON text; what it raises is an error with its traceback.
	return async (program) => {
		const globals = python.toPy({ __name__: "program" });
		try {
			return { value: await python.runPythonAsync(program, { globals }) };
		} catch (error) {
			return { error: String(error.message) };
		} finally {
			globals.destroy();
		}
	};
}
