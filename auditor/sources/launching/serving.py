"""From the programs that an invocation starts to what each of them serves."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from auditor.catalogue.runtime_reading import known_runtimes
from auditor.catalogue.runtimes import Command, Purpose, RuntimeEntry, Takes
from auditor.domain.serving import Activity, Endpoint, ModelReference, ReferenceKind, Runtime
from auditor.domain.tri import Tri
from auditor.errors import FormatError
from auditor.formats.image_name import ImageName, parse_image
from auditor.formats.json_object import parse_object, text_in
from auditor.sources.credentials import secrets_in, without_credentials
from auditor.sources.launching.adapters import adapter
from auditor.sources.launching.invocation import Invocation, Launch, with_fetched
from auditor.sources.launching.listening import endpoint_of
from auditor.sources.launching.options import Options, read_options, truth_of, values_of
from auditor.sources.launching.programs import Program, of_invocation
from auditor.sources.references import names, reference
from auditor.sources.variables import is_open, open_names

_MOST_PROGRAMS: Final = 500
_LONGEST_SETTING: Final = 65_536
_WHERE: Final = (Purpose.HOST, Purpose.PORT, Purpose.ADDRESS)
_OTHER: Final = Command((), Activity.SERVES, Takes.NOTHING, ReferenceKind.REPOSITORY)


def launches_of(invocation: Invocation) -> tuple[Launch, ...]:
    """Return what an invocation starts; nothing where no runtime of the catalogue is in it."""
    found = islice(of_invocation(invocation, known_runtimes()), _MOST_PROGRAMS)
    return merged([_Reader.of(program).launch() for program in found if program.entry is not None])


def merged(launches: Sequence[Launch]) -> tuple[Launch, ...]:
    """Return the launches, what fetches models for a server beside it joined to that server."""
    servers: dict[str, int] = {}
    kept: list[Launch] = []
    for launch in launches:
        if launch.activity.has_server:
            servers.setdefault(launch.runtime.name, len(kept))
        kept.append(launch)
    for launch in launches:
        place = servers.get(launch.runtime.name)
        if place is not None and launch.activity is Activity.FETCHES:
            kept[place] = with_fetched(kept[place], launch)
    alone = (
        launch
        for launch in kept
        if launch.activity is not Activity.FETCHES or launch.runtime.name not in servers
    )
    return tuple(dict.fromkeys(alone))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one program's settings."""

    program: Program
    entry: RuntimeEntry
    command: Command
    options: Options
    image: ImageName | None
    secrets: frozenset[str]

    @classmethod
    def of(cls, program: Program) -> "_Reader":
        """Return a reader for a program whose runtime is known."""
        entry, around = program.entry, program.around
        if entry is None:
            raise ValueError("of a program that is no runtime there is nothing to read")
        options = read_options(program.arguments, entry)
        command = program.command or _OTHER
        if options.further or _open_words(options, command):
            # A variable that is a word of its own may hold any flags.
            program = replace(program, is_opaque=True)
        return cls(
            program=program,
            entry=entry,
            command=command,
            options=options,
            image=parse_image(around.image) if around.image else None,
            secrets=secrets_in(around.environment) | options.secrets,
        )

    def launch(self) -> Launch:
        """Return what the program starts."""
        models, adapters = self._models(), names(map(self._adapter, self._texts(Purpose.ADAPTER)))
        stores = names(self._reference(text, ReferenceKind.FILE) for text in self._texts(Purpose.STORE))
        config = next(iter(self._clean(Purpose.CONFIG)), None)
        serves = self.command.activity.has_server
        written = [found.written for found in (*models, *adapters, *stores)]
        written += [text for purpose in _WHERE for text in self._clean(purpose)]
        return Launch(
            runtime=self._runtime(),
            activity=self.command.activity,
            models=models,
            served_as=self._clean(Purpose.SERVED_NAME),
            adapters=adapters,
            stores=stores,
            config=config,
            upstreams=self._upstreams(),
            weight_file=next(iter(self._clean(Purpose.WEIGHT_FILE)), None),
            endpoint=self._endpoint() if serves else None,
            remote_code=self._switched(Purpose.REMOTE_CODE, self.entry.remote_code),
            is_offline=self._switched(Purpose.OFFLINE, Tri.FALSE),
            unresolved=tuple(dict.fromkeys(name for text in written for name in open_names(text))),
        )

    def _upstreams(self) -> tuple[str, ...]:
        """Return whom it passes requests on to; nobody where that is switched off."""
        switched = self._values(Purpose.UPSTREAM_ENABLED)
        is_off = bool(switched) and truth_of(switched[-1]) is False
        return () if is_off else self._clean(Purpose.UPSTREAM)

    def _endpoint(self) -> Endpoint | None:
        endpoint = endpoint_of(self.program, self.command, self.options, self._in_image)
        if endpoint is None:
            return None
        return replace(endpoint, address=without_credentials(endpoint.address, self.secrets))

    @property
    def _in_image(self) -> bool:
        """Whether it runs in an image of its own runtime."""
        found = known_runtimes().of_image(self.image.repository) if self.image else None
        return found is not None and found[0] is self.entry

    def _runtime(self) -> Runtime:
        image = self.program.around.image
        return Runtime(
            name=self.entry.id,
            version=self.image.version if self.image and self._in_image else None,
            image=without_credentials(image, self.secrets) if image else None,
        )

    def _models(self) -> tuple[ModelReference, ...]:
        """Return the models: words first, then flags and variables, then the image's own name."""
        if self.command.program_is_model and not any(self._given_models()):
            return names((self._reference(self.program.path, ReferenceKind.FILE),))
        words = (
            self.options.positional if self.command.models is Takes.SEVERAL else self.options.positional[:1]
        )
        if words and self.command.models is not Takes.NOTHING:
            named = (self._reference(word, self.command.kind, self._revision) for word in words)
            return names((*named, *self._given_models(only_further=True)))
        given = names(self._given_models()) or names((self._named_by_image(),))
        # One of these names it, most likely one that is not for whatever else there may be.
        unknown = _open_words(self.options, self.command) or self._further
        return given or names(self._reference(word, self.command.kind) for word in unknown)

    @property
    def _further(self) -> tuple[str, ...]:
        return () if self.command.activity is Activity.FETCHES else self.options.further

    def _given_models(self, *, only_further: bool = False) -> list[ModelReference | None]:
        found: list[ModelReference | None] = []
        for model in self.entry.models:
            if only_further and not model.is_further:
                continue
            values = values_of(model.setting, self.options, self.program.around.environment)
            if not values or (any(found) and not model.is_further):
                continue
            if values == (None,):
                # Set, to what is not known here: the variable's name is all there is.
                found.append(
                    ModelReference(
                        f"${{{self._variable(model.setting.environment)}}}", ReferenceKind.UNRESOLVED
                    )
                )
            for value in values:
                is_named = model.setting.takes is Takes.SEVERAL and "=" in (value or "")
                text = (value or "").partition("=")[2] if is_named else (value or "")
                # A revision is that of the first; a further model has its own.
                revision = None if model.is_further else self._revision
                found.append(self._reference(_told_in(text), model.kind, revision))
        return found

    def _variable(self, candidates: tuple[str, ...]) -> str:
        environment = self.program.around.environment
        return next((name for name in candidates if name in environment), candidates[0])

    def _named_by_image(self) -> ModelReference | None:
        found = known_runtimes().of_image(self.image.repository) if self.image else None
        if self.image is None or found is None or not found[1].names_model or found[0] is not self.entry:
            return None
        name = "/".join(self.image.repository.split("/")[-2:])
        return self._reference(name, ReferenceKind.STORE, self.image.tag)

    def _reference(
        self, text: str, kind: ReferenceKind, revision: str | None = None
    ) -> ModelReference | None:
        return reference(text, kind, revision, self.secrets)

    @property
    def _revision(self) -> str | None:
        return next(iter(self._texts(Purpose.REVISION)), None)

    def _adapter(self, text: str) -> ModelReference | None:
        return adapter(text, self.secrets)

    def _values(self, purpose: Purpose) -> tuple[str | None, ...]:
        return values_of(self.entry.settings.get(purpose), self.options, self.program.around.environment)

    def _texts(self, purpose: Purpose) -> tuple[str, ...]:
        return tuple(value for value in self._values(purpose) if value)

    def _clean(self, purpose: Purpose) -> tuple[str, ...]:
        return tuple(without_credentials(text, self.secrets) for text in self._texts(purpose))

    def _switched(self, purpose: Purpose, default: Tri) -> Tri:
        setting = self.entry.settings.get(purpose)
        values = self._values(purpose)
        if values:
            return Tri.of(truth_of(values[-1]))
        if setting is None:
            return default if purpose is Purpose.REMOTE_CODE and not self.program.is_opaque else Tri.UNKNOWN
        may_be_set = bool(setting.environment) and not self.program.around.is_environment_whole
        is_open = may_be_set or self.program.is_opaque or bool(self._values(Purpose.CONFIG))
        return Tri.UNKNOWN if is_open else default


def _told_in(text: str) -> str:
    """Return the model that a setting in JSON names: ``--speculative-config '{"model": "org/draft"}'``."""
    if not text.lstrip().startswith("{") or is_open(text):
        return text
    try:
        told = parse_object(text.encode("utf-8", "replace"), "a setting", max_bytes=_LONGEST_SETTING)
    except FormatError:
        return text
    return text_in(told, "model") or ""


def _open_words(options: Options, command: Command) -> tuple[str, ...]:
    """Return the words that are variables without a value, but for those where a model is named."""
    words = options.positional[command.models is Takes.ONE :]
    taken = command.models is Takes.SEVERAL or command.activity is Activity.FETCHES
    return () if taken else tuple(word for word in words if word.startswith(("$", "{{")) and is_open(word))
