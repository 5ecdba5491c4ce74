"""The fourteen scenes of the demo world: how their invented names sound and what they sing of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Scene:
    """A circle of artists that share a sound.

    Parameters
    ----------
    name : str
    syllables : tuple of str
        Sounds that its artists' names are made of.
    bands : tuple of str
        Nouns that its artists call themselves by.
    images : tuple of str
        Words of its titles.
    """

    name: str
    syllables: tuple[str, ...]
    bands: tuple[str, ...]
    images: tuple[str, ...]


def _scene(name: str, syllables: str, bands: str, images: str) -> Scene:
    return Scene(name, tuple(syllables.split()), tuple(bands.split()), tuple(images.split()))


SCENES = (
    _scene(
        "harbour folk",
        "hal orn wen bry ket mor ley dun fen sil tarn wick",
        "Lanterns Ferrymen Tideway Orchard Herons Millstone",
        "Tide Lantern Anchor Gull Saltmarsh Rope Heron Mooring Driftwood Kelp Lighthouse Ferry",
    ),
    _scene(
        "glass techno",
        "zek vor tik rax nul plex dro kub tron syx",
        "Circuit Raster Modul Prism Relay Kontur",
        "Signal Prism Grid Pulse Voltage Mirror Glass Lattice Static Phase Relay Neon",
    ),
    _scene(
        "night funk",
        "bop shay doo lex rico val mo jax tee love",
        "Express Cadillacs Syndicate Groovers Horns Players",
        "Midnight Velvet Strut Bassline Avenue Sugar Chrome Hustle Rooftop Satin Downtown Cherry",
    ),
    _scene(
        "moss ambient",
        "aum iel oa lun eth ira sol yen nae umi",
        "Fields Canopy Hours Mist Garden Stillness",
        "Moss Fern Dew Hollow Cloudbank Lichen Rainfall Breath Valley Pollen Stillwater Dusk",
    ),
    _scene(
        "iron metal",
        "grim thor vak mord skul bane drak rath kron hex",
        "Wrath Forge Ravens Tomb Hammer Legion",
        "Iron Ash Thunder Crypt Furnace Raven Oath Blood Winter Throne Serpent Ruin",
    ),
    _scene(
        "paper pop",
        "lil bea mimi pop nia cleo jo tia zoe kit",
        "Hearts Postcards Confetti Sisters Crayons Parade",
        "Paper Kite Lemonade Confetti Polaroid Bubblegum Summer Ribbon Letters Crush Carousel Star",
    ),
    _scene(
        "dust blues",
        "earl jeb cal rusk bo hank dell moss pike clay",
        "Trio Hounds Boxcar Gravel Levee Brothers",
        "Dust Whiskey Railroad Gravel Crossroad Mule Levee Sundown Boxcar Copper Drought Porch",
    ),
    _scene(
        "orbit jazz",
        "theo miro bix ornel cass duke lorn sid ella nox",
        "Quartet Quintet Orbit Ensemble Standards Workshop",
        "Orbit Comet Equinox Nocturnal Saturn Interval Smoke Perihelion Blue Gravity Eclipse Swing",
    ),
    _scene(
        "brick rap",
        "tek lil dee zay ghost rell quan ace mic tray",
        "Crew Cartel Block Council Tapes Mob",
        "Brick Corner Ledger Crown Hunger Alley Cipher Paper Witness Shadow Pressure Avenue",
    ),
    _scene(
        "coral dub",
        "jah rud iya kin sel wai bim tuff zion ras",
        "Sound Rockers Steppers Roots Dubplate Vibes",
        "Coral Echo Island Riddim Sunsplash Harbour Lion Mango Reef Steppers Horizon Rain",
    ),
    _scene(
        "clockwork classical",
        "ald brun cser edel fau ghi hart ister klem lind",
        "Consort Sinfonietta Collegium Camerata Players Chorale",
        "Clockwork Pavane Arabesque Minuet Carillon Chaconne Serenade Bagatelle Toccata Reverie "
        "Barcarolle Gavotte",
    ),
    _scene(
        "desert guitar",
        "tam ish aza dar kel mou tin ouz had sah",
        "Caravan Nomads Dunes Strings Mirage Wells",
        "Dune Caravan Mirage Camel Oasis Indigo Sandstorm Well Tent Star Ember Crescent",
    ),
    _scene(
        "bedroom indie",
        "fin ollie wren june ash rory mae sky fern otis",
        "Radiators Bicycles Homework Curtains Weekend Cassette",
        "Bicycle Window Radiator Sweater Basement Tuesday Ceiling Cassette Sidewalk Kettle Attic "
        "Blanket",
    ),
    _scene(
        "carnival brass",
        "zu bomba cari tuba lele samba piri coco mara tico",
        "Orkestar Brass Band Parade Fanfare Bloco",
        "Carnival Mask Trumpet Feather Drumline Confusion Plaza Fire Tambourine Balloon Fiesta "
        "Lantern",
    ),
)
