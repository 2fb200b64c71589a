"""What answers a question: a command and the field to fill, a file to put beside the weights, or nobody here.

A command is named only where what it records becomes the fact that is asked for. Here it is the kind of
declaration and the fields; :mod:`auditor.policy.asking.commands` spells it out for each subject.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from shlex import quote
from typing import Final

from auditor.domain.fact import Known, Settler
from auditor.domain.facts import FACTS
from auditor.domain.finding import Missing
from auditor.domain.roles import ROLES
from auditor.domain.subject import Deployment, Incident, Model
from auditor.policy.asking.candidates import same_entries
from auditor.policy.asking.standing import IN_ALL, is_modified, is_trained_by_us, ours, standing
from auditor.policy.asking.whose import some, told_apart
from auditor.policy.logic.leaves import EVIDENCE
from auditor.policy.logic.world import Scene

DECLARE: Final = "auditor declare"
DECLARE_CHECK: Final = f"{DECLARE} --check"
_TRAINING: Final = f"{DECLARE} training"
_ORGANISATION: Final = f"{DECLARE} organisation"
_SAME_AS: Final = f"{DECLARE} same-as"
_MODEL: Final = " MODEL"
"""Stands at the end of a command for the models that are asked about."""

_MODALITIES: Final = "model.modalities"
_MOST_NAMED: Final = 3
_ROLE: Final = "role."
_NOT_OURS: Final = "only its provider can tell; there is nothing to declare"
_OURS: Final = "the organisation is its provider and could tell, but no declaration records it"
_FURTHER: Final = (
    "of its own further training the organisation could tell, of the rest only the original's provider;"
    " no declaration records it"
)
_PERHAPS_OURS: Final = "only its provider can tell, and no declaration records it"
_IF_ABSENT: Final = "without file where it does not exist"
_BY_HAND: Final = "add {fields} to its entry in the declarations (kind: incident)"
_ALSO_NOT_OURS: Final = "of somebody else's model only its provider can tell"
_LICENSE: Final = "put the licence's whole text (LICENSE) beside the weights and scan again"
_CARD: Final = "name them in a model card (README.md, base_model) beside the weights and scan again"
_CATALOGUE: Final = "only an entry of the catalogue can tell; there is nothing to declare"
_PROVIDER: Final = (
    "name its maker in the column provider of a list (csv:) that has the model: one whom the catalogue knows "
    "brings what it has of it; or settle it with what proves it: auditor declare resolve (fact: {facts})"
)
_OR_DECLARED: Final = (
    ", or name its task (text-generation, text-to-image) in the column task of a list (csv:) that has it, or "
    "settle it with what proves it: auditor declare resolve --set fact=model.modalities"
)
_CONFIG: Final = "put its config.json beside the weights and scan again"
_TASK: Final = (
    "put its config.json, or a model card (README.md, pipeline_tag), beside the weights and scan again"
    + _OR_DECLARED
)

_WEIGHTS: Final = "scan the folder or store that its weights are loaded from"
_SERVICE: Final = "of a service that is called only its operator can tell"
_CONTRACT: Final = (
    "its contract or the operator's terms of service tell; a spreadsheet (csv:) that lists it can name them"
)
_OLLAMA: Final = "ollama"
_MODELFILE: Final = (
    'in an Ollama store: put LICENSE """...""" with the licence\'s whole text into its Modelfile'
    " (ollama show --modelfile), run ollama create and scan again"
)
_FOLDER: Final = (
    "in an Ollama store nothing can lie beside the weights: copy them into a folder, put {what} there"
    " and scan that folder too"
)

# Facts that a scan reads from files which anybody can put beside the weights, by family or whole name.
_BESIDE: Final[Mapping[str, str]] = {
    "license": _LICENSE,
    "license.inherited": _CARD,
    "license.base_conflict": _CARD,
    "license.base_excludes_eu_licensees": _CARD,
    "model.base_models": _CARD,
    "model.designated_systemic": "enter the designation in its entry of the catalogue (designated_systemic)",
    _MODALITIES: _TASK,
    "unsafe.custom_code": _CONFIG,
}
_IN_OLLAMA: Final[Mapping[str, str]] = {
    _LICENSE: _MODELFILE,
    _CARD: _FOLDER.format(what="a model card (README.md) that names them as base_model"),
    _CONFIG: _FOLDER.format(what="its config.json"),
    _TASK: _FOLDER.format(what="its config.json, or a model card (README.md, pipeline_tag),") + _OR_DECLARED,
}
"""The same, where the weights lie in an Ollama store and nowhere else."""

_OF_ORGANISATION: Final[Mapping[str, str]] = {"hosting.country_allowed": "hosting_countries"}
"""Fields of an organisation by which what is known of something else is judged."""

ROLE_FOLLOWS_FROM: Final[Mapping[str, tuple[str, ...]]] = {
    role.fact: role.follows_from for role in ROLES if role.follows_from
}
"""Fields of a system that tell a role of the organisation towards it."""

_BY_WHO: Final[Mapping[Settler, str]] = {
    Settler.PROVIDER: _PERHAPS_OURS,
    Settler.OPERATOR: "ask its operator; no declaration answers it",
    Settler.ORGANISATION: "the organisation can tell, and this version records no answer",
    Settler.FILE_OWNER: "complete or replace the file, and scan again",
    Settler.NOBODY: "nobody can tell yet",
}


# What follows from the licences of the models it was made from.
_OF_BASES: Final = frozenset(
    {"license.inherited", "license.base_conflict", "license.base_excludes_eu_licensees"}
)


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do about a question.

    Attributes:
        how: A command with the fields to fill, or in words what else to do, or why nothing can be done.
        who: Who can tell.
        can_be_done: Something that is done here would answer it.
        fields: Fields of a declaration that answer it, where one does.
        kind: Kind of that declaration.
        note: A reservation about it.
        theirs: Subjects that are asked about and that it would be wrong to declare so.
    """

    how: str
    who: Settler
    can_be_done: bool = True
    fields: tuple[str, ...] = ()
    kind: str = ""
    note: str = ""
    theirs: frozenset[str] = frozenset()


def advice(asked: Collection[Missing], scene: Scene) -> Advice:
    """Return what would answer a question.

    Args:
        asked: What is missing, about whom; at least one, and the first speaks for all.
        scene: Who provides which model, as far as that is known.
    """
    first = next(iter(asked))
    if first.name.startswith(EVIDENCE):
        how = f"{first.how}  # evidence: {first.name.removeprefix(EVIDENCE)}"
        return Advice(how, first.who, kind="evidence", note=_IF_ABSENT)
    if first.how == _TRAINING:
        return _of_training(asked, first.who, scene)
    if first.how == _ORGANISATION:
        return of_organisation({missing.name for missing in asked}, first.who)
    if first.how.startswith(DECLARE) and first.how != DECLARE_CHECK:
        return _recorded(first, asked, scene)
    if first.how.endswith(_MODEL):
        return Advice(_naming(first.how.removesuffix(_MODEL), asked, scene), first.who)
    return _stated(asked, scene)


def _stated(asked: Collection[Missing], scene: Scene) -> Advice:
    """Return what tells of a model that no one kind of declaration is for, or who could tell."""
    first, names = next(iter(asked)), {missing.name for missing in asked}
    if names == {_MODALITIES} and all(is_trained_by_us(missing, scene) for missing in asked):
        return _declared(_TRAINING, ("modalities",), Settler.ORGANISATION)
    if {name.partition(".")[0] for name in names} == {"provider"} and not first.how:
        return Advice(_PROVIDER.format(facts=", ".join(sorted(names))), first.who)
    hows = {missing: missing.how or _beside(missing, scene) for missing in asked}
    told = tuple(_as_stored(hows, scene))
    if any(how for _, how in told):
        can_be_done = any(how not in {"", _CATALOGUE} for _, how in told)
        return Advice(told_apart(told, scene.names), first.who, can_be_done)
    if first.who is Settler.PROVIDER:
        return _of_provider(asked, scene)
    return Advice(_BY_WHO[first.who], first.who, can_be_done=first.who is Settler.FILE_OWNER)


def _recorded(first: Missing, asked: Collection[Missing], scene: Scene) -> Advice:
    """Return the declaration that records an answer about a system, a place or what else is declared."""
    entries = same_entries(asked, scene) if first.how == _SAME_AS else ""
    if entries:
        return Advice(f"{_SAME_AS}  # {entries}", first.who, kind="same-as")
    fields = _declaring({missing.name for missing in asked})
    if isinstance(scene.subjects.get(first.subject_id), Incident):
        return Advice(_BY_HAND.format(fields=", ".join(fields)), first.who, fields=fields)
    return _declared(first.how, fields, first.who)


def asks_of_known_bases(missing: Missing, scene: Scene) -> bool:
    """Say whether the licence of a model that it names as its base is asked for, and not which that is."""
    state = scene.state("model.base_models", missing.subject_id) if missing.name in _OF_BASES else None
    return isinstance(state, Known) and bool(state.value)


def of_organisation(names: Iterable[str], who: Settler) -> Advice:
    """Return the declaration that answers everything about the organisation, its roles first."""
    fields = (_OF_ORGANISATION.get(name) or _field(name) for name in sorted(names))
    return _declared(_ORGANISATION, tuple(dict.fromkeys(filter(None, fields))), who)


def _naming(command: str, asked: Iterable[Missing], scene: Scene) -> str:
    """Return a command with the models it is about, as a shell takes them; of many only the first few."""
    called = (scene.names.get(missing.subject_id, missing.subject_id) for missing in asked)
    names = sorted(dict.fromkeys(called))
    more = f"  # and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return f"{command} {' '.join(map(quote, names[:_MOST_NAMED]))}{more}"


def _of_training(asked: Collection[Missing], who: Settler, scene: Scene) -> Advice:
    """A training entry says that the organisation trained the model, so it is for models of its own only."""
    theirs = frozenset({one.subject_id for one in asked if _is_theirs(one, scene)})
    own = [missing for missing in asked if missing.subject_id not in theirs]
    if not own:
        return Advice(_NOT_OURS, who, can_be_done=False)
    names = some(sorted(scene.names.get(one, one) for one in theirs))
    also = f"of {names} only the provider can tell" if theirs else ""
    stands = {standing(missing, scene) for missing in own}
    if stands == {IN_ALL}:
        return replace(_declared(_TRAINING, (IN_ALL,), Settler.ORGANISATION, also), theirs=theirs)
    if len(stands) == 1 and "" not in stands:
        return Advice("; ".join(filter(None, (stands.pop(), also))), who, can_be_done=False)
    is_ours = ours(own, scene) == {True}
    others = _not_roles(missing.name for missing in own)
    # Whose models they are may be all that is asked.
    note = also or ("" if not others or is_ours else _ALSO_NOT_OURS)
    who = Settler.ORGANISATION if is_ours else who
    return replace(_declared(_TRAINING, _filling(others), who, note), theirs=theirs)


def _of_provider(asked: Collection[Missing], scene: Scene) -> Advice:
    """Nothing records what only a provider knows, though the provider may be the organisation itself."""
    told = [(missing.subject_id, _of_whom(missing, scene)) for missing in asked]
    is_ours = all(how in (_OURS, _FURTHER) for _, how in told)
    who = Settler.ORGANISATION if is_ours else Settler.PROVIDER
    return Advice(told_apart(told, scene.names), who, can_be_done=False)


def _of_whom(missing: Missing, scene: Scene) -> str:
    """Return who could tell what nothing records of a model."""
    if is_modified(missing, scene):
        return _FURTHER
    (is_ours,) = ours((missing,), scene)
    return {True: _OURS, False: _NOT_OURS, None: _PERHAPS_OURS}[is_ours]


def _is_theirs(missing: Missing, scene: Scene) -> bool:
    """Say whether it is known that a model is somebody else's, and was left as it was."""
    return ours((missing,), scene) == {False} and not is_modified(missing, scene)


def _not_roles(names: Iterable[str]) -> tuple[str, ...]:
    """Return names without those of roles, for which no declaration but the organisation's has a field."""
    return tuple(name for name in names if not name.startswith(_ROLE))


def _declaring(names: Collection[str]) -> tuple[str, ...]:
    """Return the fields of a system, or of what else is declared, that answer; roles follow from some."""
    fields = [field for name in names for field in ROLE_FOLLOWS_FROM.get(name, ())]
    fields += [_field(name) for name in _not_roles(names)]
    return tuple(dict.fromkeys(sorted(filter(None, fields))))


def _filling(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(field for name in sorted(names) if (field := _field(name))))


def _declared(command: str, fields: tuple[str, ...], who: Settler, note: str = "") -> Advice:
    command, _, named = command.partition("  # ")
    fields = fields or tuple(filter(None, (named,)))
    said = "; ".join(filter(None, (", ".join(fields), note)))
    kind = command.removeprefix(f"{DECLARE} ")
    return Advice(f"{command}  # {said}" if said else command, who, fields=fields, kind=kind, note=note)


def _field(name: str) -> str:
    """Return the field of a declaration that becomes a fact; empty for what rules or assessors conclude."""
    if name.startswith(_ROLE):
        return "roles"
    return FACTS[name].declared_as if name in FACTS else ""


def _beside(missing: Missing, scene: Scene) -> str:
    if asks_of_known_bases(missing, scene):
        return _CATALOGUE
    if missing.name == _MODALITIES and is_trained_by_us(missing, scene):
        return f"{_TRAINING}  # modalities"
    return _BESIDE.get(missing.name) or _BESIDE.get(missing.name.partition(".")[0], "")


def _as_stored(hows: Mapping[Missing, str], scene: Scene) -> Iterator[tuple[str, str]]:
    """Yield what to do about each subject, and what does instead in a store of blobs, which has no beside."""
    blobs = _in_ollama_only(scene) if any(how in _IN_OLLAMA for how in hows.values()) else frozenset()
    for missing, how in hows.items():
        subject = scene.subjects.get(missing.subject_id)
        if how in _IN_OLLAMA and isinstance(subject, Model) and subject.artifact is None:
            # There is nothing here that a file could lie beside.
            told = _CONTRACT if how == _LICENSE else _SERVICE
            told = told if subject.operator else _WEIGHTS
            yield missing.subject_id, f"{told}{_OR_DECLARED}" if how == _TASK else told
        else:
            yield missing.subject_id, _IN_OLLAMA.get(how, how) if missing.subject_id in blobs else how


def is_called(subject_id: str, scene: Scene) -> bool:
    """Say whether a model is called as a service: who serves it is known, and no weights of it are here."""
    subject = scene.subjects.get(subject_id)
    return isinstance(subject, Model) and subject.artifact is None and subject.operator is not None


def _in_ollama_only(scene: Scene) -> frozenset[str]:
    """Return the ids of the models that lie in an Ollama store and nowhere else."""
    schemes: dict[str, set[str]] = {}
    for place in scene.subjects.values():
        if isinstance(place, Deployment) and place.model_id is not None:
            schemes.setdefault(place.model_id, set()).add(place.scheme)
    return frozenset(id_ for id_, found in schemes.items() if found == {_OLLAMA})
