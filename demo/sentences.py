"""Sentences with gaps that the demo world's writers fill: by topic, and the words for the gaps."""

from __future__ import annotations

# {A} is whom it is about, {S} the same or "the band"; {O} somebody else; a digit makes a second
# one of a kind: {adj2}. What gaps there are: `prose.Writer`.
SENTENCES: dict[str, tuple[str, ...]] = {
    "opening": (
        "{A} never asked anybody for permission to be this {adj}.",
        "it took {A} {number} years and two {plain} vans to arrive at “{track}”.",
        "on a {plain} {day} in {place} somebody handed me a copy of _{album}_ by {A}.",
        "there is a {plain} rumour that {A} recorded _{album}_ in a single {thing}.",
        "{A} from {place} are back, and the {adj} {noun} is back with them.",
        "if you have only heard one record by {A}, it was probably not _{album}_.",
        "say what you like about {genre}, but nobody fills a room as {A} do.",
        "the first thing you notice about {A} is the {noun}.",
        "_{album}_ arrives with little noise and a {plain} sleeve, as {A} wanted it.",
        "ask three people in {place} about {A} and you will get four {plain} stories.",
        "we had almost given up on {A} when “{track}” turned up in the post.",
        "nobody in {place} expected {A} to last beyond their second {thing}.",
    ),
    "sound": (
        "{S} built the whole thing on a {phrase} and a {adj} {noun}.",
        "what stays is the {adj}, almost {adj2} way the {noun} leans into the {plain} {thing}.",
        "there are {nouns} everywhere, and under them a {phrase} that will not sit still.",
        "the {phrase} is {adj} without being {plain}.",
        "it is {adj} music, made of {nouns} and {nouns2} and not much else.",
        "{person} plays the {noun} as though it were about to break, all {adj} edges.",
        "somewhere between a {phrase} and a {phrase2}, {S} found a {adj} {thing} of their own.",
        "you could call it {genre}; I would call it {adj}, {adj2} and a little {plain}.",
        "each {thing} opens with a {noun} and ends in something {adj}.",
        "few records this year were so {adj}, and none had a {noun} like this one.",
        "the {nouns} are mixed low, so that the {phrase} comes through like weather.",
        "{S} let the {noun} speak: {adj} at first, then {adj2}, then gone.",
        "a {adj} {noun} answers each line, and a {phrase} holds the floor.",
        "with its {phrase} and its {adj} {nouns}, this is {genre} at its most {plain}.",
        "even the {plain} parts are {adj}, which is more than can be said of most {genre}.",
        "the singing is {adj2}; the {noun} behind it is {adj}; together they do something {plain}.",
        "no {noun} was ever recorded so {plain} and so {adj}.",
        "I counted {number} {nouns} and one {phrase}, and would not lose any of them.",
        "it begins as a {plain} {thing} and ends as a {adj} {phrase}.",
        "{S} have always been {adj}, but the {phrase} is new.",
        "half of the {thing} is a {phrase}, the other half {adj} {nouns}.",
        "for all its {nouns}, the record feels {adj} rather than {plain}.",
        "listen for the {phrase} near the end, {adj} and quite {plain}.",
        "{person} says that the {adj} sound came from a broken {noun}.",
    ),
    "songs": (
        "“{track}” is the {plain} one, all {noun} and no hurry.",
        "on “{track}” the {phrase} takes over after a minute.",
        "the best {thing} of the record is “{track}”, {adj} from its first bar.",
        "“{track}” and “{track2}” could have been one long {thing}.",
        "by the time “{track}” comes round, the {noun} has changed hands twice.",
        "“{track2}” is shorter, {adj2} and better for it.",
        "{person} wrote “{track}” on a {plain} train to {place}.",
        "nothing on _{album}_ is as {adj} as “{track}”.",
        "they closed with “{track}”, which in this room became a {adj} {thing}.",
        "I keep going back to “{track}” for the {noun} alone.",
        "“{track}” has a {phrase} where other people would have put a {thing}.",
        "_{album}_ holds {number} songs, of which “{track}” is the most {adj}.",
        "the {plain} version of “{track}” has no {noun} at all.",
        "in “{track}” you can hear {person} laugh before the {noun} comes in.",
    ),
    "life": (
        "{person} and {person2} met at a {plain} school in {place}.",
        "in {year} they moved to {place} and rented a {thing} above a {plain} bakery.",
        "the {thing} was paid for by {person}, who drove a bus until {year}.",
        "they rehearse on {day}s, when the {plain} neighbours are out.",
        "by {month} of that year the {thing} was sold out and the {plain} van was too.",
        "{person2} left in {year} to grow pears, and {person} came in.",
        "most of the {thing} was written in {month}, in a {plain} kitchen.",
        "their first {thing} sold {number} copies, {number2} of them to relatives.",
        "a {plain} label in {place} put it out in {month} {year}.",
        "{person} still answers every letter, in a {plain} hand.",
        "between two tours they did {plain} jobs: {person} in a library, {person2} at the post.",
        "the sleeve is by {person2}, who also painted the {plain} door of the {thing}.",
        "none of them could read music in {year}, and two of them can now.",
        "it was mixed in {number} days at a {plain} {thing} outside {place}.",
    ),
    "live": (
        "on stage in {place} the {noun} was louder and the {thing} more {adj}.",
        "the crowd in {place} knew every {thing} by heart and sang the {noun} part too.",
        "they played for {number} minutes and stopped in the middle of a {phrase}.",
        "at the {plain} end of the {thing} somebody passed a {noun} over our heads.",
        "we stood by the {common} and waited for the doors.",
        "{common} and smoke were all that you could see from the back.",
        "the {adj} encore, a {phrase} with the house lights on, was worth the {plain} trip.",
        "tickets for {place} in {month} go on sale on {day}.",
        "nobody sat down until the last {noun} had died away.",
        "live, {S} turned the {plain} {thing} into something {adj}.",
        "after the {thing} we walked home past the {common}, humming.",
        "half the room had come from {place} by {common}, or so they said.",
    ),
    "others": (
        "{A} have shared a bill with {O} since {year}, and it shows in the {noun}.",
        "where {O} would reach for a {phrase}, {A} leave the air empty.",
        "{O} come to mind, but {O2} are the nearer relatives.",
        "{person} of {A} used to play the {noun} for {O}.",
        "fans of {O} will know this {adj} {thing} at once.",
        "it owes something to {O}, whose {phrase} everybody in {place} has borrowed.",
        "{A} and {O} once split a seven-inch, now hard to find.",
        "I put it on after {O} and nobody in the kitchen noticed the {plain} change.",
        "of all who came after {O}, only {A} kept the {noun}.",
        "{O} said in {year} that {A} were the reason to buy a {noun}.",
    ),
    "closing": (
        "play it {plain}, play it late, and mind the {noun}.",
        "it will not win {S} any prizes, and it is the most {adj} thing I heard this {month}.",
        "{A} remain what they were: {adj}, {adj2} and in no hurry.",
        "the {thing} ends, the {noun} does not.",
        "there is more to come in {month}, says {person}; more {nouns}, one hopes.",
        "I have nothing {plain} to say about it.",
        "go and see {A} when they pass through {place}.",
        "if this is where {genre} goes next, I shall bring a {plain} coat.",
        "a {plain} record, then, but a {adj} one.",
        "four out of five; the missing one is for the {plain} sleeve.",
    ),
    "news": (
        "{A} will play {number} dates in {month}, starting in {place}.",
        "_{album}_, the {plain} new record by {A}, comes out on {day}.",
        "{A} have parted with {person}, who played the {noun} from {year} on.",
        "“{track}”, the first {thing} from it, has a {phrase} and {number} verses.",
        "{person} calls it “the most {adj} {thing} that we have made”.",
        "the {thing} was recorded in {place} with {person2} and a {phrase}.",
        "support comes from {O}.",
        "expect {nouns}, and expect them to be {adj}.",
        "those who saw {A} in {month} speak of a {adj} {phrase} and a {plain} hall.",
        "a {genre} evening with {A} and {O} is planned for {month}.",
    ),
    "entry": (
        "{A} are a {genre} act from {place}, founded in {year} by {person} and {person2}.",
        "their {thing} is known for its {adj} {nouns} and for {phrase}.",
        "critics described the early work as {adj} and {adj2}.",
        "the record _{album}_ was followed by a tour of {number} towns.",
        "the song “{track}” was used in a {plain} film about {place}.",
        "{person} plays the {noun} and sings; {person2} joined in {year}.",
        "in later years the {noun} gave way to a {phrase}.",
        "{A} have been compared to {O} and {O2}.",
        "a {plain} box with all recordings up to {year} was issued in {month}.",
        "reviewers of _{album}_ praised the {phrase} and the {adj} {thing}.",
        "the group has no {plain} members left from {year}.",
        "“{track2}” is played at the end of most concerts, with a {adj} {noun}.",
        "{O} recorded a {plain} version of “{track}” in {year}.",
        "their style, {adj} {genre} with {nouns}, has had {plain} imitators.",
    ),
    "diary": (
        "the {thing} was {plain} this week, and I did not write much.",
        "{common} all {day}, so I stayed in and sorted the {plain} shelves.",
        "somebody in {place} asked whether this page is still alive; it is.",
        "I fixed the {plain} lamp, lost a {thing} and found another.",
        "my neighbour bought a {plain} bicycle and rode it to {place}.",
        "there will be more in {month}, when the {thing} is paid for.",
        "the {common} near the station is closed, so I walked the {plain} way round.",
        "thanks for the {number} letters, above all to the one from {place}.",
        "I dreamt of a {common} and of {number} {plain} doors.",
        "{person} came by with a {plain} cake and the news from {place}.",
        "the {thing} next door has been let to a {plain} dentist.",
        "on {day} the power failed, and {number} of us sat on the {plain} stairs.",
        "a {plain} cat has moved in; it answers to {month}.",
        "the tax office wrote again about {year}, in its {plain} way.",
        "{person} still owes me a {thing} and {number} stamps.",
        "no {thing} this {month}: I am off to {place} to see about a {plain} roof.",
    ),
    "ware": (
        "this {plain} {thing} ships in a padded bag within {number} days.",
        "bargain price while stocks last, with a voucher for your next basket.",
        "add it to your cart, {number} others did so on {day}.",
        "by {A}: buy _{album}_ together with a {plain} mug and save on postage.",
        "wholesale customers from {place} please write to {person}.",
    ),
}


def _list(words: str, between: str = " ") -> tuple[str, ...]:
    return tuple(words.split(between))


PLAIN = _list(
    "new late second early small patient familiar honest long short quiet loud cheap good odd "
    "plain ordinary old strange careful empty modest tired warm cold narrow yellow clever "
    "unlikely rare simple former borrowed local distant"
)
THINGS = _list(
    "record song evening room chorus melody tape set show single session concert studio story "
    "summer winter cellar basement festival arrangement piece suite take demo party afternoon "
    "weekend programme collection performance"
)
PLACES = _list(
    "Marrow Bay; Eastholm; Quillport; Upper Tansey; Old Varrow; Kessel Street; Port Amity; "
    "Linden Cross; Nether Wold; Saint Orrin; Brackwater; Highmoor; Callow Hill; Tessaly; "
    "Dunmarch; Fairlock; Greyfriars; Mill End; Osterby; Penny Sands",
    "; ",
)
FIRST = _list("Nell Tomas Ingrid Wes Paloma Aart Ruth Milo Sunniva Otto Brigid Ezra Lena Cass")
LAST = _list("Varga Holloway Brandt Okoro Lindqvist Mercer Pruitt Sandoval Ives Thorne Kaplan")
NUMBERS = _list("two three four five six seven nine eleven twelve fourteen twenty thirty ninety")
DAYS = _list("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
MONTHS = _list(
    "January February March April May June July August September October November December"
)
LINKS = (
    "still, ",
    "even so, ",
    "by now ",
    "once again, ",
    "on good days ",
    "to my ears, ",
    "and yet ",
    "in the end ",
)
"""How a sentence may begin, when what follows is not a name."""
