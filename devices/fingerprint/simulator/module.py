"""What a module does with each instruction: buffers, library, registers. No line and no time."""

import struct
from collections.abc import Callable
from dataclasses import dataclass

from devices.entropy import Stream
from devices.fingerprint.packet import Code, Op
from devices.fingerprint.person import THRESHOLDS, image_of, score
from devices.fingerprint.simulator.memory import NOTEPAD_BYTES, NOTEPAD_PAGES, Flash
from devices.fingerprint.simulator.profile import ModuleProfile

MATCHED, VERIFIED, IMAGE_VALID = 0x02, 0x04, 0x08
"""Bits of the status register (ZFM-20 p. 9)."""
BAUD, SECURITY, PACKET_SIZE = 4, 5, 6
"""Registers that SetSysPara writes (p. 14)."""
SECURITIES, PACKET_CODES = range(1, 6), range(4)
INDEX_BYTES = 32
INF_PAGE = 512
VERSION = 32


@dataclass(frozen=True)
class Finger:
    """What lies on the sensor: of whom, how good, and until when (monotonic seconds)."""

    template: bytes
    code: Code = Code.OK
    """What extracting its features gives."""
    until: float | None = None


@dataclass(frozen=True)
class Answer:
    """What follows from an instruction."""

    code: Code
    extra: bytes = b""
    seconds: float = 0.0
    """Before the answer goes."""
    data: bytes | None = None
    """Sent in data packets right behind the answer."""
    takes: Callable[[bytes], bool] | None = None
    """Is given the data that the host sends now; says whether they were any good."""
    then: Callable[[], None] | None = None
    """In effect once the answer is out."""


Instruction = Callable[[bytes], Answer]
OK = Answer(Code.OK)
MALFORMED = Answer(Code.PACKET_ERROR)


class Module:
    """The processor: what is in its buffers, and what it answers."""

    def __init__(
        self,
        profile: ModuleProfile,
        flash: Flash,
        chance: Stream,
        touched: Callable[[], Finger | None],
        restart: Callable[[], None],
    ) -> None:
        """`touched` tells what lies on the sensor now; `restart` makes the module begin anew."""
        self.wanted = b""
        """The template that the host loaded last."""
        self.captures = 0
        """Images taken since power-on."""
        self.buffers: dict[int, bytes] = {}
        self._model: bytes | None = None
        self._fresh: bytes | None = None
        self._image: Finger | None = None
        self._picture: bytes | None = None
        self._status = 0
        self._profile = profile
        self._flash = flash
        self._chance = chance
        self._touched = touched
        self._restart = restart
        self._known = self._instructions()

    def execute(self, content: bytes) -> Answer:
        """Answer one command: instruction code and parameters."""
        op, parameters = content[0], content[1:]
        if op not in self._profile.instructions:
            return Answer(self._profile.unknown)
        locked = self._flash.settings.password != 0 and not self._status & VERIFIED
        if locked and op != Op.VFY_PWD:
            return Answer(Code.PASSWORD_REQUIRED)
        return self._known[Op(op)](parameters)

    def _instructions(self) -> dict[Op, Instruction]:
        def fine(_: bytes) -> Answer:
            return OK

        return {
            Op.GEN_IMG: self._generate,
            Op.GEN_IMG_EX: self._generate,
            Op.GEN_IMG_DARK: self._generate,
            Op.IMG_2_TZ: self._extract,
            Op.MATCH: self._match,
            Op.SEARCH: self._search,
            Op.HIGH_SPEED_SEARCH: self._search,
            Op.REG_MODEL: self._combine,
            Op.STORE: self._store,
            Op.LOAD_CHAR: self._load,
            Op.UP_CHAR: self._upload,
            Op.DOWN_CHAR: self._download,
            Op.UP_IMAGE: self._upload_image,
            Op.DOWN_IMAGE: self._download_image,
            Op.DELETE: self._delete,
            Op.EMPTY: self._empty,
            Op.SET_SYS_PARA: self._set_register,
            Op.READ_SYS_PARA: self._read_registers,
            Op.SET_PWD: self._set_password,
            Op.VFY_PWD: self._verify_password,
            Op.RANDOM: lambda _: Answer(Code.OK, self._chance.randbytes(4)),
            Op.SET_ADDRESS: self._set_address,
            Op.READ_INF_PAGE: lambda _: Answer(Code.OK, data=bytes(INF_PAGE)),
            Op.WRITE_NOTEPAD: self._write_notepad,
            Op.READ_NOTEPAD: self._read_notepad,
            Op.TEMPLATE_NUM: lambda _: Answer(Code.OK, struct.pack(">H", len(self._flash.library))),
            Op.READ_INDEX: self._read_index,
            Op.ALG_VERSION: lambda _: Answer(Code.OK, b"AS60xV1.0".ljust(VERSION, b"\0")),
            Op.FW_VERSION: lambda _: Answer(Code.OK, b"SIM 1.0".ljust(VERSION, b"\0")),
            Op.PROD_INFO: self._product,
            Op.SOFT_RESET: lambda _: Answer(Code.OK, then=self._restart),
            Op.AURA_LED: lambda parameters: OK if len(parameters) == 4 else MALFORMED,
            Op.ECHO: lambda _: Answer(Code.ALIVE),
            **dict.fromkeys(
                (Op.CANCEL, Op.CHECK_SENSOR, Op.HAND_SHAKE, Op.SLEEP, Op.LED_ON, Op.LED_OFF), fine
            ),
        }

    # -- from the finger to a template ------------------------------------------------------------

    def _generate(self, _: bytes) -> Answer:
        self._image, self._picture, self._fresh = self._touched(), None, None
        self._status &= ~(IMAGE_VALID | MATCHED)
        if self._image is None:
            return Answer(Code.NO_FINGER, seconds=self._profile.no_finger)
        self.captures += 1
        self._status |= IMAGE_VALID
        return Answer(Code.OK, seconds=self._profile.capture)

    def _extract(self, parameters: bytes) -> Answer:
        image, code = self._image, Code.NO_IMAGE
        if image is not None:
            code = image.code
            if code == Code.OK:
                self._fresh = self.buffers[self._buffer(parameters)] = image.template
        elif self._picture is not None:
            code = Code.FEW_FEATURES
        return Answer(code, seconds=self._profile.extract)

    def _match(self, _: bytes) -> Answer:
        if self._profile.model_buffer:
            first, second = self._fresh or b"", self._model or b""
        else:
            first, second = self.buffers.get(1, b""), self.buffers.get(2, b"")
        found = score(first, second, self._chance)
        if found < self._least():
            return Answer(Code.NO_MATCH, bytes(2), self._profile.match)
        self._status |= MATCHED
        return Answer(Code.OK, struct.pack(">H", found), self._profile.match)

    def _search(self, parameters: bytes) -> Answer:
        if len(parameters) != 5:
            return MALFORMED
        buffer, start, count = struct.unpack(">BHH", parameters)
        character = self.buffers.get(self._buffer(bytes([buffer])), b"")
        if self._profile.model_buffer:
            character = self._fresh or b""
        for page in range(start, min(start + count, self._profile.capacity)):
            found = score(character, self._flash.library.get(page, b""), self._chance)
            if found >= self._least():
                self._status |= MATCHED
                return Answer(Code.OK, struct.pack(">HH", page, found), self._profile.search)
        return Answer(Code.NOT_FOUND, bytes(4), self._profile.search)

    def _combine(self, _: bytes) -> Answer:
        taken = list(self.buffers.values())
        alike = all(score(taken[0], each, self._chance) >= self._least() for each in taken[1:])
        if len(taken) < 2 or not alike:
            return Answer(Code.CANNOT_COMBINE, seconds=self._profile.combine)
        self._model = taken[0]
        if not self._profile.model_buffer:
            self.buffers = {1: taken[0], 2: taken[0]}
        return Answer(Code.OK, seconds=self._profile.combine)

    def _least(self) -> int:
        return THRESHOLDS[self._flash.settings.security - 1]

    # -- the library ------------------------------------------------------------------------------

    def _store(self, parameters: bytes) -> Answer:
        page = self._page(parameters)
        template = self._template(parameters)
        if page is None or template is None:
            return Answer(Code.BAD_PAGE if page is None else Code.INVALID_TEMPLATE)
        self._flash.library[page] = template
        self._flash.save()
        return Answer(Code.OK, seconds=self._profile.store)

    def _load(self, parameters: bytes) -> Answer:
        page = self._page(parameters)
        if page is None or page not in self._flash.library:
            return Answer(Code.BAD_PAGE if page is None else Code.INVALID_TEMPLATE)
        self._put(parameters, self._flash.library[page])
        return Answer(Code.OK, seconds=self._profile.store)

    def _delete(self, parameters: bytes) -> Answer:
        if len(parameters) != 4:
            return MALFORMED
        start, count = struct.unpack(">HH", parameters)
        if count == 0 or start + count > self._profile.capacity:
            return Answer(Code.DELETE_FAILED)
        for page in range(start, start + count):
            self._flash.library.pop(page, None)
        self._flash.save()
        return Answer(Code.OK, seconds=self._profile.store)

    def _empty(self, _: bytes) -> Answer:
        self._flash.library.clear()
        self._flash.save()
        return Answer(Code.OK, seconds=self._profile.empty)

    def _read_index(self, parameters: bytes) -> Answer:
        first = 256 * (parameters[0] if parameters else 0)
        bits = bytearray(INDEX_BYTES)
        for page in self._flash.library:
            if first <= page < first + 256:
                bits[(page - first) // 8] |= 1 << (page - first) % 8
        return Answer(Code.OK, bytes(bits))

    # -- up and down ------------------------------------------------------------------------------

    def _upload(self, parameters: bytes) -> Answer:
        template = self._template(parameters)
        return Answer(Code.UPLOAD_FAILED) if template is None else Answer(Code.OK, data=template)

    def _download(self, parameters: bytes) -> Answer:
        def take(data: bytes) -> bool:
            if len(data) != self._profile.template:
                return False
            self._put(parameters, data)
            self.wanted = data
            return True

        return Answer(Code.OK, takes=take)

    def _upload_image(self, _: bytes) -> Answer:
        picture = self._picture
        if self._image is not None:
            picture = image_of(self._image.template, self._profile.image)
        return (
            Answer(Code.IMAGE_UPLOAD_FAILED) if picture is None else Answer(Code.OK, data=picture)
        )

    def _download_image(self, _: bytes) -> Answer:
        def take(data: bytes) -> bool:
            width, height = self._profile.image
            if len(data) != width * height // 2:
                return False
            self._image, self._picture, self._fresh = None, data, None
            self._status |= IMAGE_VALID
            return True

        return Answer(Code.OK, takes=take)

    # -- registers --------------------------------------------------------------------------------

    def _read_registers(self, _: bytes) -> Answer:
        now = self._flash.settings
        values = (now.security, now.address, now.packet_code, now.baud)
        packed = struct.pack(">HHHHIHH", self._status, 0, self._profile.capacity, *values)
        return Answer(Code.OK, packed)

    def _set_register(self, parameters: bytes) -> Answer:
        if len(parameters) != 2:
            return MALFORMED
        register, value = parameters
        names = {
            BAUD: ("baud", self._profile.bauds),
            SECURITY: ("security", SECURITIES),
            PACKET_SIZE: ("packet_code", PACKET_CODES),
        }
        if register not in names:
            return Answer(Code.BAD_REGISTER)
        name, allowed = names[register]
        if value not in allowed:
            return Answer(Code.BAD_VALUE)
        return Answer(Code.OK, then=lambda: self._change(**{name: value}))

    def _set_password(self, parameters: bytes) -> Answer:
        if len(parameters) != 4:
            return MALFORMED
        self._change(password=int.from_bytes(parameters))
        return OK

    def _verify_password(self, parameters: bytes) -> Answer:
        right = parameters == self._flash.settings.password.to_bytes(4)
        self._status = self._status | VERIFIED if right else self._status & ~VERIFIED
        return OK if right else Answer(Code.WRONG_PASSWORD)

    def _set_address(self, parameters: bytes) -> Answer:
        """Set the address; the answer carries the new one already (p. 14)."""
        if len(parameters) != 4:
            return MALFORMED
        self._change(address=int.from_bytes(parameters))
        return OK

    def _write_notepad(self, parameters: bytes) -> Answer:
        if len(parameters) != 1 + NOTEPAD_BYTES or parameters[0] >= NOTEPAD_PAGES:
            return Answer(Code.BAD_NOTEPAD_PAGE)
        self._flash.notepad[parameters[0]] = parameters[1:]
        self._flash.save()
        return OK

    def _read_notepad(self, parameters: bytes) -> Answer:
        if len(parameters) != 1 or parameters[0] >= NOTEPAD_PAGES:
            return Answer(Code.BAD_NOTEPAD_PAGE)
        return Answer(Code.OK, self._flash.notepad.get(parameters[0], bytes(NOTEPAD_BYTES)))

    def _product(self, _: bytes) -> Answer:
        profile = self._profile
        name = profile.name.upper().encode().ljust(16, b"\0")
        sizes = (*profile.image, profile.template, profile.capacity)
        numbers = name + b"0001" + b"SIM00001" + b"\x01\x00" + b"SIMULATE"
        return Answer(Code.OK, numbers + struct.pack(">HHHH", *sizes))

    def _change(self, **registers: int) -> None:
        for name, value in registers.items():
            setattr(self._flash.settings, name, value)
        self._flash.save()

    # -- which buffer, which page -----------------------------------------------------------------

    def _buffer(self, parameters: bytes) -> int:
        """Return which buffer is meant; where there are two, any other id is taken as 2."""
        wanted = parameters[0] if parameters else 0
        return wanted if 1 <= wanted <= self._profile.buffers else 2

    def _template(self, parameters: bytes) -> bytes | None:
        if self._profile.model_buffer:
            return self._model
        return self.buffers.get(self._buffer(parameters))

    def _put(self, parameters: bytes, template: bytes) -> None:
        if self._profile.model_buffer:
            self._model = template
        else:
            self.buffers[self._buffer(parameters)] = template

    def _page(self, parameters: bytes) -> int | None:
        if len(parameters) != 3:
            return None
        page = int.from_bytes(parameters[1:])
        return page if page < self._profile.capacity else None
