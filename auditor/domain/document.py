"""What stands beside weights: cards, configurations, licence texts, code. All of it is claims."""

from dataclasses import dataclass


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
        pipeline_tag: The task the publisher names, e.g. ``text-generation``.
        library: ``library_name``.
        languages: ``language``.
        datasets: ``datasets``.
        tags: ``tags``.
        rival_licenses: What the card states besides where it gives one of its licence fields twice.
    """

    licenses: tuple[str, ...] = ()
    license_name: str | None = None
    license_link: str | None = None
    base_models: tuple[str, ...] = ()
    base_relation: str | None = None
    model_name: str | None = None
    pipeline_tag: str | None = None
    library: str | None = None
    languages: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    rival_licenses: tuple[LicenseStatement, ...] = ()

    @property
    def license_statement(self) -> LicenseStatement:
        """What the card states first."""
        return LicenseStatement(self.licenses, self.license_name, self.license_link)


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """What a ``config.json`` says about the network beside it.

    Attributes:
        model_type: Architecture family, e.g. ``llama``.
        architectures: Class names.
        name_or_path: ``_name_or_path``: what it was loaded from when it was saved.
        has_auto_map: It names Python code of its own repository (``auto_map``).
        n_experts: Experts per layer of a mixture of experts.
        n_experts_used: Experts used per token, shared ones left out.
        context_length: Longest position it was configured for.
        vocabulary_size: Entries in the vocabulary.
        dtype: Number type of the saved weights.
        quantization: Quantisation method, if one is configured.
        bits_per_weight: Bits a quantised weight takes, if one number holds for all of them.
    """

    model_type: str | None = None
    architectures: tuple[str, ...] = ()
    name_or_path: str | None = None
    has_auto_map: bool = False
    n_experts: int | None = None
    n_experts_used: int | None = None
    context_length: int | None = None
    vocabulary_size: int | None = None
    dtype: str | None = None
    quantization: str | None = None
    bits_per_weight: int | None = None


@dataclass(frozen=True, slots=True)
class AdapterConfig:
    """What an ``adapter_config.json`` says.

    Attributes:
        base_model: ``base_model_name_or_path``.
        method: ``peft_type``, e.g. ``LORA``.
        rank: ``r`` of a low-rank adapter.
    """

    base_model: str | None = None
    method: str | None = None
    rank: int | None = None


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


Document = ModelCard | ModelConfig | AdapterConfig | LicenseText | CodeFile | ShardIndex
