"""What stands beside weights: cards, configurations, licence texts, code. All of it is claims."""

from dataclasses import dataclass

from auditor.domain.header import Anomaly


@dataclass(frozen=True, slots=True)
class LicenseStatement:
    """A licence as a model card states it.

    Attributes:
        licenses: ``license`` as written, one or several.
        name: ``license_name``, used with ``license: other``.
        link: ``license_link``.
    """

    licenses: tuple[str, ...] = ()
    name: str | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class ModelCard:
    """The front matter of a model card (``README.md``).

    Attributes:
        licenses: ``license`` as written, one or several.
        license_name: ``license_name``, used with ``license: other``.
        license_link: ``license_link``.
        base_models: ``base_model`` as written.
        base_relation: ``base_model_relation``: finetune, quantized, adapter or merge.
        model_name: ``model_name``, or the name in ``model-index``.
        rival_licenses: What the card states besides where it gives one of its licence fields twice.
        task: ``pipeline_tag``, the task it is made for.
    """

    licenses: tuple[str, ...] = ()
    license_name: str | None = None
    license_link: str | None = None
    base_models: tuple[str, ...] = ()
    base_relation: str | None = None
    model_name: str | None = None
    rival_licenses: tuple[LicenseStatement, ...] = ()
    task: str | None = None

    @property
    def license_statement(self) -> LicenseStatement:
        """What the card states first."""
        return LicenseStatement(self.licenses, self.license_name, self.license_link)


@dataclass(frozen=True, slots=True)
class ImportedCode:
    """Python code that a configuration has its loader import, other than that of libraries that are known.

    Attributes:
        own: Paths into code of a repository of models: this one's, or one it names.
        unknown: Paths of which it is not known whose code they lead into.
    """

    own: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """What a ``config.json`` says about the network beside it.

    Attributes:
        model_type: Architecture family, e.g. ``llama``.
        architectures: Class names.
        has_auto_map: It names Python code of its own repository (``auto_map``, ``custom_pipelines``).
        n_experts: Experts per layer of a mixture of experts.
        n_experts_used: Experts used per token, shared ones left out.
        context_length: Longest position it was configured for.
        bits_per_weight: Bits a quantised weight takes, if one number holds for all of them.
        keys: Where a count stands in the file, by its name here: ``text_config.num_local_experts``.
        code: What else it has imported.
    """

    model_type: str | None = None
    architectures: tuple[str, ...] = ()
    has_auto_map: bool = False
    n_experts: int | None = None
    n_experts_used: int | None = None
    context_length: int | None = None
    bits_per_weight: int | None = None
    keys: tuple[tuple[str, str], ...] = ()
    code: ImportedCode = ImportedCode()

    def key_of(self, count: str) -> str:
        """Return where a count stands in the file; empty where that is not known."""
        return dict(self.keys).get(count, "")


@dataclass(frozen=True, slots=True)
class ChatTemplate:
    """What a file says in which chat templates stand; they themselves are not kept.

    Attributes:
        n_templates: How many there are.
        anomalies: What is odd about them.
    """

    n_templates: int
    anomalies: tuple[Anomaly, ...] = ()


@dataclass(frozen=True, slots=True)
class LoaderConfig:
    """What a JSON file says that a loader reads beside ``config.json``: ``tokenizer_config.json`` and others.

    Attributes:
        has_auto_map: It names Python code of its own repository.
        code: What else it has imported.
        template: The chat templates in it; ``None`` where it has none.
    """

    has_auto_map: bool = False
    code: ImportedCode = ImportedCode()
    template: ChatTemplate | None = None


@dataclass(frozen=True, slots=True)
class AdapterConfig:
    """What an ``adapter_config.json`` says.

    Attributes:
        base_model: ``base_model_name_or_path``.
        code: What it has imported: the library of the base model's class, and of its parallel layers.
    """

    base_model: str | None = None
    code: ImportedCode = ImportedCode()


@dataclass(frozen=True, slots=True)
class PipelineIndex:
    """What a list of a pipeline's parts says (``modules.json``, ``model_index.json``).

    Attributes:
        code: The classes of its parts that are no library's.
    """

    code: ImportedCode = ImportedCode()


@dataclass(frozen=True, slots=True)
class LicenseText:
    """A licence file or layer, as text.

    Attributes:
        text: At most the first 100,000 characters.
        sha256: Digest of the whole file.
    """

    text: str
    sha256: str


@dataclass(frozen=True, slots=True)
class CodeFile:
    """A Python file that ships with the weights and that a loader may be told to run."""

    name: str


@dataclass(frozen=True, slots=True)
class ShardIndex:
    """An index of a split set (``model.safetensors.index.json``).

    Attributes:
        files: Names of the set's files, sorted, each below the index's folder.
    """

    files: tuple[str, ...]


Document = (
    ModelCard
    | ModelConfig
    | LoaderConfig
    | ChatTemplate
    | AdapterConfig
    | PipelineIndex
    | LicenseText
    | CodeFile
    | ShardIndex
)
