"""The words that people of the demo world use about the music of each scene."""

from __future__ import annotations

from dataclasses import dataclass

from .scenes import SCENES


@dataclass(frozen=True)
class Words:
    """What a scene sounds like in print.

    Parameters
    ----------
    genre : str
        The name of the scene, which is what its music is called.
    adjectives, nouns, phrases : tuple of str
        Nouns are countable; phrases are an adjective or a noun and a noun.
    """

    genre: str
    adjectives: tuple[str, ...]
    nouns: tuple[str, ...]
    phrases: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """Every word and phrase."""
        return (self.genre, *self.adjectives, *self.nouns, *self.phrases)


# Adjectives; nouns; phrases: in the order of the scenes. No word belongs to two of them.
_WORDS = (
    (
        "briny weathered creaking plaintive windswept wooden communal salty",
        "concertina shanty fiddle squeezebox whistle ballad mandolin",
        "close harmony, sea shanty, tavern chorus, fingerpicked guitar, tidal rhythm",
    ),
    (
        "crystalline metallic relentless hypnotic angular icy clinical brittle",
        "sequencer arpeggio oscillator hi-hat strobe drum-machine waveform",
        "acid bassline, shattered glass, modular synth, warehouse rave, kick drum",
    ),
    (
        "slinky sultry sweaty rubbery strutting silky nocturnal danceable",
        "clavinet wah-wah falsetto saxophone backbeat dancefloor groove",
        "slap bass, horn section, disco ball, late-night groove, talkbox vocal",
    ),
    (
        "weightless serene glacial verdant drifting hazy meditative misty",
        "drone texture soundscape birdsong reverb pad zither",
        "field recording, tape loop, slow swell, forest floor, granular texture",
    ),
    (
        "crushing brutal bleak furious doomy thunderous abrasive mournful",
        "riff growl breakdown distortion scream gallop blast-beat",
        "double bass drumming, tremolo picking, guttural vocal, funeral march, detuned guitar",
    ),
    (
        "bubbly sugary fizzy cheerful twee sparkling giddy catchy",
        "handclap glockenspiel singalong ukulele hook chant keytar",
        "bubblegum chorus, toy piano, sunny harmony, schoolyard chant, candy melody",
    ),
    (
        "gritty parched smoky rasping swampy lonesome ragged stomping",
        "harmonica slide-guitar dobro washboard shuffle moan bottleneck",
        "twelve-bar shuffle, juke joint, gravelly voice, delta stomp, cigar-box guitar",
    ),
    (
        "cosmic swinging modal restless improvised dissonant exploratory cerebral",
        "trumpet vibraphone solo flugelhorn brush polyrhythm improvisation",
        "walking bass, muted trumpet, free improvisation, modal solo, upright bass",
    ),
    (
        "menacing lyrical streetwise boastful clipped grimy paranoid deadpan",
        "rhyme verse sample punchline turntable freestyle mixtape",
        "boom bap, dusty sample, internal rhyme, battle rhyme, vinyl scratch",
    ),
    (
        "echoing bass-heavy sunlit smoked languid spacious righteous dubby",
        "melodica skank siren delay riddim rimshot toaster",
        "spring reverb, echo chamber, sub bass, offbeat skank, roots harmony",
    ),
    (
        "ornate contrapuntal stately baroque precise filigree courtly mechanical",
        "harpsichord cello fugue oboe counterpoint cadenza quartet",
        "string quartet, music box, chamber orchestra, figured bass, ticking ostinato",
    ),
    (
        "sun-scorched arid trance-like nomadic shimmering circular sandy sinuous",
        "oud calabash ululation tambour lute dune mirage",
        "pentatonic riff, desert blues, handclapped rhythm, call and response, electric lute",
    ),
    (
        "lo-fi wistful bashful jangly awkward tender homespun dreamy",
        "four-track diary mumble strum daydream hiss kettle",
        "whispered vocal, bedroom recording, jangly guitar, drum machine, cassette hiss",
    ),
    (
        "raucous boisterous festive drunken clattering jubilant breathless blaring",
        "tuba sousaphone snare accordion cymbal clarinet stampede",
        "brass band, street parade, oompah rhythm, wedding dance, marching drum",
    ),
)


def _words(genre: str, adjectives: str, nouns: str, phrases: str) -> Words:
    return Words(genre, tuple(adjectives.split()), tuple(nouns.split()), tuple(phrases.split(", ")))


WORDS = tuple(_words(scene.name, *row) for scene, row in zip(SCENES, _WORDS, strict=True))
"""The words of each scene, in the order of `SCENES`."""
