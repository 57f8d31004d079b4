"""Sentences that `sentiment.py` learns from, written for it; a line is one. No code."""

POSITIVE = """
What a wonderful evening, we laughed the whole time.
The food was delicious and the waiter could not have been kinder.
I recommend this book to everyone.
The sound is crystal clear and the headphones are comfortable.
Great value, I have already ordered a second pair.
Our guide was brilliant and knew every corner of the city.
She was over the moon when she heard the news.
The room was spotless and the view breathtaking.
Fast delivery, well packed, works perfectly.
He passed his driving test at the first try!
The actors are superb and the ending made me cry with joy.
Best pizza in town, no question.
It does exactly what it promises.
The children loved every minute of it.
Thank you for your patience and your help.
I could listen to this song all day.
The nurse was gentle and explained everything.
My new bike is light, quick and a pleasure to ride.
We felt welcome from the first minute.
Not a single complaint, everything ran smoothly.
The team celebrated a well deserved victory.
Finally a phone whose battery survives the weekend.
It was worth every penny.
This little cafe is a gem.
I was sceptical, but it turned out to be fantastic.
The plot keeps you hooked until the end.
Their customer service solved my problem in five minutes.
I am so grateful for this opportunity.
The garden is full of colour and the owners are lovely.
A masterpiece of modern cinema.
The mattress is so soft that I sleep like a baby.
Simple, elegant and reliable.
He smiled and hugged his grandchildren.
Easy to install and it never let me down.
You made my day!
The course was clear, well paced and fun.
Nothing could have been better.
I would visit again without hesitation.
"""
NEGATIVE = """
The soup was cold and the waiter rude.
I regret buying these shoes, the soles came off after a week.
The film was boring and far too long.
Nobody at the hotline could tell me anything.
The room smelled of smoke and the sheets were dirty.
It stopped working on the second day.
A complete waste of time.
The flight was cancelled and we were left alone at the airport.
Terrible sound, I can hardly understand a word.
I have never been treated so badly in a shop.
The jacket looks cheap and the zip is broken.
He lost his job and cannot pay the rent.
The instructions make no sense at all.
We waited two hours for a table and then got the wrong order.
She cried all night after the funeral.
The characters are flat and the dialogue is painful.
My order never came and they refuse a refund.
The battery dies after an hour.
I expected much more from such a famous restaurant.
It scratches easily and feels like plastic.
The doctor did not listen and rushed me out.
Far too expensive for what you get.
The printer jams every other page.
They ignored my emails for weeks.
The hotel pool was closed and the beach full of rubbish.
The book could not hold my interest, I gave up halfway.
The website freezes whenever I try to pay.
I would not wish this on my worst enemy.
Avoid this place at all costs.
The team lost again and played without any spirit.
The seats are hard and there is no room for your legs.
What a mess, half of the parts were missing.
The noise from the street kept us awake.
I am disappointed and will not come back.
The paint peels off and the door does not close.
This is not what I paid for.
The new version is full of errors.
It wasn't good, and the dessert was no better.
"""
NEUTRAL = """
The shop opens at nine and closes at six.
The bus leaves from platform four.
There are three chairs and a table in the room.
He put the keys on the shelf.
The report has forty pages.
The meeting takes place on Tuesday.
Water boils at one hundred degrees.
The box contains twelve pencils.
The library is next to the town hall.
She works in an office in the north of the city.
The price includes tax.
The river flows from east to west.
They painted the wall white in 1998.
The train from Basel arrives at noon.
The form must be signed on page two.
The cable is two metres long.
My brother has two children.
The film lasts ninety minutes.
The letter was sent on Friday.
A triangle has three sides.
The museum shows coins from the fourth century.
You can pay by card or in cash.
The company has offices in Oslo and Bergen.
He reads the newspaper in the morning.
The parcel weighs two kilograms.
The second edition was published in May.
Press the button to open the door.
The car is parked behind the house.
We will send the documents by post.
The recipe is for four people.
The lake is forty metres deep.
The course begins in September.
"""
