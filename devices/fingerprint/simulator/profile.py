"""What sets families of modules apart (ZFM-20 manual, R503 manual, and what their users measured).

Durations in seconds are our choice.
"""

from dataclasses import dataclass

from devices.fingerprint.packet import Code, Op

COMMON = frozenset(
    {
        Op.GEN_IMG,
        Op.IMG_2_TZ,
        Op.MATCH,
        Op.SEARCH,
        Op.REG_MODEL,
        Op.STORE,
        Op.LOAD_CHAR,
        Op.UP_CHAR,
        Op.DOWN_CHAR,
        Op.UP_IMAGE,
        Op.DOWN_IMAGE,
        Op.DELETE,
        Op.EMPTY,
        Op.SET_SYS_PARA,
        Op.READ_SYS_PARA,
        Op.SET_PWD,
        Op.VFY_PWD,
        Op.RANDOM,
        Op.SET_ADDRESS,
        Op.WRITE_NOTEPAD,
        Op.READ_NOTEPAD,
        Op.TEMPLATE_NUM,
        Op.READ_INDEX,
    }
)
OPTICAL = frozenset(
    {Op.HIGH_SPEED_SEARCH, Op.SLEEP, Op.LED_ON, Op.LED_OFF, Op.GEN_IMG_DARK, Op.ECHO}
)
CAPACITIVE = frozenset(
    {
        Op.READ_INF_PAGE,
        Op.GEN_IMG_EX,
        Op.CANCEL,
        Op.AURA_LED,
        Op.CHECK_SENSOR,
        Op.ALG_VERSION,
        Op.FW_VERSION,
        Op.PROD_INFO,
        Op.SOFT_RESET,
        Op.HAND_SHAKE,
    }
)


@dataclass(frozen=True)
class ModuleProfile:
    """One family of modules."""

    name: str
    template: int
    """Bytes of a template on the wire."""
    capacity: int
    instructions: frozenset[Op]
    bauds: frozenset[int]
    """Values of N: the line runs at 9600·N baud."""
    image: tuple[int, int]
    """Width and height; four bits a dot on the line."""
    buffers: int
    """Character buffers; where there are two, any other id is taken as 2 (ZFM-20 p. 19)."""
    model_buffer: bool
    """Whether up- and downloads act on a buffer of their own, and Match compares with it."""
    unknown: Code
    """The answer to an instruction that the family does not have."""
    deaf: float
    """After power-on."""
    greets: bool
    """Whether it sends 0x55 when it is ready."""
    no_finger: float = 0.08
    capture: float = 0.3
    extract: float = 0.25
    combine: float = 0.15
    match: float = 0.05
    search: float = 0.1
    store: float = 0.08
    empty: float = 0.3


R30X = ModuleProfile(
    name="r30x",
    template=768,
    capacity=1000,
    instructions=COMMON | OPTICAL,
    bauds=frozenset(range(1, 13)),
    image=(256, 288),
    buffers=2,
    model_buffer=False,
    unknown=Code.PACKET_ERROR,
    deaf=0.5,
    greets=False,
)
AS608 = ModuleProfile(
    name="as608",
    template=512,
    capacity=162,
    instructions=COMMON | OPTICAL,
    bauds=frozenset(range(1, 13)),
    image=(256, 288),
    buffers=2,
    model_buffer=False,
    unknown=Code.PACKET_ERROR,
    deaf=0.5,
    greets=False,
)
R503 = ModuleProfile(
    name="r503",
    template=1536,
    capacity=200,
    instructions=COMMON | CAPACITIVE,
    bauds=frozenset({1, 2, 4, 6, 12}),
    image=(192, 192),
    buffers=6,
    model_buffer=True,
    unknown=Code.UNSUPPORTED,
    deaf=0.05,
    greets=True,
)
PROFILES = {profile.name: profile for profile in (R30X, AS608, R503)}
