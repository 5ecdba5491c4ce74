"""How the music of each scene of the demo world goes."""

from __future__ import annotations

from .style import part, style

_SHORT_TUNES = "x-x-x---x-x-x--- x---x-x-x---x--- x--xx---x-o-x--- x---o-x-x-----o-"
_LONG_TUNES = "x-------x---o--- x-----x-x------- x---x-----x-x---"

STYLES = (
    style(  # harbour folk
        (104, 136),
        0.35,
        "0030 0040 0340 0050",
        (
            part("lead", "fiddle, whistle, concertina", 76, 0.7, _SHORT_TUNES),
            part("chord", "concertina", 62, 0.3, "x---o---x---o--- x-------o---o---"),
            part("arp", "guitar", 57, 0.5, "x-o-x-o-x-o-x-o-"),
            part("bass", "upright", 43, 0.6, "x-------x-------"),
        ),
        {"big drum": (0.5, "x.......x......."), "shaker": (0.25, "..x...x...x...x.")},
        waltz=0.6,
        waltz_rhythms={
            "chord": "....x---o---",
            "bass": "x-----------",
            "big drum": "x...........",
            "shaker": "....x...x...",
        },
        room=(0.5, 0.15),
        level_db=-18,
    ),
    style(  # glass techno
        (122, 136),
        0.95,
        "0000 0005 0050 0033",
        (
            part("bass", "acid", 38, 0.6, "..x-..x-..x-..xo xoxxoxxoxoxxoxxo x.xx.xx.x.xx.xxo"),
            part("arp", "glass, bell", 79, 0.35, "x..x..x..x..x.x. x.x.x.xxx.x.x.xx"),
            part("chord", "saw pad", 60, 0.16, "x---------------"),
        ),
        {
            "kick": (1.0, "x...x...x...x..."),
            "open hat": (0.5, "..x...x...x...x."),
            "hat": (0.3, "xoxoxoxoxoxoxoxo"),
            "clap": (0.35, "....x.......x..."),
        },
        room=(0.8, 0.12),
        top_hz=11_000,
        level_db=-12,
    ),
    style(  # night funk
        (98, 114),
        0.75,
        "0030 0404 0034 0400",
        (
            part("bass", "slap", 40, 0.8, "x...o.x.x.xoo.x. x.x.o...x.xoo.o. xx..o.x.xx..o.xo"),
            part("chord", "clavinet, organ", 64, 0.3, "x.o.x.oox.o.x.oo x.oox.o.x.oox.o."),
            part("chord", "horns", 69, 0.35, "x--.....x---.... x---......x-x--."),
            part("lead", "saxophone, square", 74, 0.5, "x-x-..x-x--x-... ..x-x-x-..x-x---"),
        ),
        {
            "kick": (1.0, "x.......x.x....."),
            "snare": (0.9, "....x.......x..o"),
            "hat": (0.4, "xoxoxoxoxoxoxoxo"),
        },
        level_db=-14,
        room=(0.25, 0.08),
    ),
    style(  # moss ambient
        (60, 76),
        0.3,
        "0030 0050 0303 0040",
        (
            part("chord", "moss pad, strings", 60, 0.5, "x---------------"),
            part("drone", "moss pad", 45, 0.4, "x---------------"),
            part("arp", "bell", 76, 0.5, "x---o---x---o--- x---x---x---x---"),
            part("lead", "flute, whistle, tape keys", 74, 0.25, _LONG_TUNES),
        ),
        {"shaker": (0.25, "x...o...x...o..."), "tom": (0.35, "x...o...x...o...")},
        room=(3.0, 0.5),
        top_hz=4_500,
        level_db=-22,
    ),
    style(  # iron metal
        (160, 180),
        1.0,
        "0056 0065 0500 0060",
        (
            part(
                "power",
                "iron guitar",
                45,
                0.6,
                "x-xxx-xxx-xxx-xx x-x-xxx-x-x-xxx- xoooxoooxoooxooo",
            ),
            part("bass", "acid, round bass", 33, 0.6, "x-x-x-x-x-x-x-x-"),
            part("lead", "iron guitar", 74, 0.3, "x-x-x-x-x---x--- x---x---x-x-x-x-"),
        ),
        {
            "kick": (0.9, "x.x.x.x.x.x.x.x."),
            "snare": (0.9, "....x.......x..."),
            "crash": (0.4, "x..............."),
            "hat": (0.4, "x...x...x...x..."),
        },
        room=(0.4, 0.08),
        top_hz=8_000,
        level_db=-10,
    ),
    style(  # paper pop
        (112, 128),
        0.1,
        "0534 0345 0354 0340",
        (
            part("lead", "square, bubble, bell", 79, 0.5, _SHORT_TUNES),
            part("chord", "bubble", 67, 0.4, "..x-..x-..x-..x- x-.x-.x-x-.x-.x-"),
            part("bass", "round bass", 43, 0.7, "x-o-x-o-x-o-x-o- x-..x-x-x-..x-o-"),
            part("chord", "saw pad", 60, 0.12, "x---------------"),
        ),
        {
            "kick": (0.8, "x...x...x...x..."),
            "clap": (0.6, "....x.......x..."),
            "shaker": (0.4, "xoxoxoxoxoxoxoxo"),
        },
        top_hz=11_000,
        level_db=-13,
    ),
    style(  # dust blues
        (80, 91),
        0.6,
        "0030 0340 0043 0004",
        (
            part("chord", "blues guitar", 55, 0.5, "x-o-x-o-x-o-x-o- x---x-o-x---x-o-"),
            part("walk", "upright", 40, 0.7, "x---x---x---x---"),
            part(
                "lead",
                "harmonica, blues guitar, harmonica",
                70,
                0.5,
                "x-x---x-..x-x--- ..x-x-x---x-....",
            ),
        ),
        {"kick": (0.6, "x.......x......."), "brush": (0.7, "o.o.x.o.o.o.x.o.")},
        swing=0.6667,
        room=(0.3, 0.1),
        top_hz=5_000,
        level_db=-18,
    ),
    style(  # orbit jazz
        (160, 180),
        0.4,
        "0140 0514 0040 0304",
        (
            part("walk", "upright", 43, 0.8, "x---x---x---x---"),
            part("chord", "piano", 64, 0.35, "x-....x---...... ..x---....x-.... x---......x-...."),
            part(
                "lead",
                "saxophone, trumpet, piano",
                72,
                0.5,
                "x-x-x-x-..x-x-x- ..x-x-x-x---..x- x-x-..x-x-x-x---",
            ),
        ),
        {
            "ride": (0.6, "x...x.o.x...x.o."),
            "hat": (0.4, "....x.......x..."),
            "brush": (0.3, "o......o..o....."),
        },
        swing=0.5,
        seventh=True,
        room=(0.7, 0.15),
        level_db=-19,
    ),
    style(  # brick rap
        (82, 93),
        0.95,
        "0050 0000 0055 0040",
        (
            part("bass", "sub", 33, 1.0, "x-----x---x----- x--x------x--x--"),
            part("arp", "piano, bell", 67, 0.35, "x-..x-..x-..x-x- x---x---x-x-x---"),
            part("chord", "strings", 57, 0.16, "x--------------- x-------........"),
        ),
        {
            "kick": (1.0, "x..x......x....."),
            "snare": (0.9, "....x.......x..."),
            "hat": (0.45, "x.x.x.xxx.x.x.x."),
        },
        room=(0.3, 0.06),
        level_db=-13,
    ),
    style(  # coral dub
        (80, 90),
        0.7,
        "0030 0303 0004 0060",
        (
            part("bass", "dub bass", 38, 1.0, "x---o-x---x-..o- x-x---..x-o-x--- ..x-x---x---x-o-"),
            part("chord", "organ", 65, 0.4, "..x...x...x...x. ..xo..xo..xo..xo"),
            part("chord", "clavinet", 60, 0.15, "....x.......x..."),
            part("lead", "melodica, trumpet", 74, 0.4, "x---x-x-........ ....x-x-x---...."),
        ),
        {
            "kick": (0.8, "........x......."),
            "rim": (0.6, "........x......o"),
            "hat": (0.35, "x.o.x.o.x.o.x.o."),
        },
        room=(1.8, 0.28),
        top_hz=6_000,
        level_db=-16,
    ),
    style(  # clockwork classical
        (92, 126),
        0.4,
        "0340 0140 0450 0514",
        (
            part("lead", "strings, flute, harpsichord", 76, 0.6, _SHORT_TUNES),
            part("arp", "harpsichord", 64, 0.4, "x-o-o-o-x-o-o-o- xoooxoooxoooxooo"),
            part("chord", "strings", 60, 0.3, "x-------o-------"),
            part("bass", "strings", 45, 0.4, "x---o---x---o---"),
        ),
        {"rim": (0.12, "x...o...o...o...")},
        waltz=0.5,
        waltz_rhythms={
            "chord": "....o---o---",
            "bass": "x-----------",
            "arp": "x-o-o-o-o-o-",
        },
        room=(1.5, 0.25),
        level_db=-20,
    ),
    style(  # desert guitar
        (102, 120),
        0.9,
        "0060 0000 0040 0040",
        (
            part(
                "lead", "dune guitar", 69, 0.6, "x-xx-xx-x-xx-x-- x--x--x-x--xx--- x-x-xxx-x-x-x---"
            ),
            part("arp", "dune guitar", 57, 0.35, "x.oxx.oxx.oxx.ox"),
            part("drone", "round bass", 45, 0.5, "x-------x-------"),
        ),
        {
            "tom": (0.8, "x..ox.o.x..ox.oo"),
            "clap": (0.4, "....x.......x..."),
            "slap drum": (0.4, "..x...xo..x...xo"),
        },
        room=(0.6, 0.15),
        top_hz=7_000,
        level_db=-16,
    ),
    style(  # bedroom indie
        (158, 178),
        0.2,
        "0340 0043 0430 0403",
        (
            part("chord", "jangle", 62, 0.5, "x-x-x-x-x-x-x-x- x-xox-xox-xox-xo"),
            part("bass", "round bass", 43, 0.6, "x-x-x-x-x-x-x-x-"),
            part("lead", "tape keys, jangle", 76, 0.5, _LONG_TUNES + " x---x---x-------"),
        ),
        {
            "kick": (0.6, "x.......x.x....."),
            "brush": (0.8, "....x.......x..."),
            "shaker": (0.3, "x.o.x.o.x.o.x.o."),
        },
        room=(0.5, 0.15),
        top_hz=3_500,
        level_db=-17,
    ),
    style(  # carnival brass
        (118, 140),
        0.5,
        "0040 0030 0340 0140",
        (
            part(
                "thirds",
                "trumpet, horns",
                75,
                0.45,
                "x-x-x-x-x---x-x- xxx-x-x-xxx-x--- x--x--x-x-x-x---",
            ),
            part("chord", "horns", 64, 0.4, "..x-..x-..x-..x-"),
            part("bass", "tuba", 38, 0.8, "x-------x---o--- x---x---x-x-o-x-"),
        ),
        {
            "big drum": (0.9, "x.......x......."),
            "snare": (0.5, "xoxxoxxoxoxxoxxo"),
            "crash": (0.12, "....x.......x..."),
        },
        room=(0.9, 0.15),
        level_db=-13,
    ),
)
"""In the order of the scenes."""
