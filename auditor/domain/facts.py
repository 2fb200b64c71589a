"""The fact registry: every fact's definition, once.

To add a fact: add its line here, and let the package named as its producer claim it. That column is each
package's ``PRODUCES``, and the pipeline hears no package on a fact that is not its own. Classification
facts (producer ``policy``) are written by rules and need no Python.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, TypedDict, Unpack

from auditor.domain.attestation import Isolation
from auditor.domain.european_union import CODE_CHAPTERS
from auditor.domain.fact import CHECK, Agreement, FactDefinition, Settler, SubjectKind
from auditor.domain.rights import Writer
from auditor.domain.serving import DeploymentState, Exposure
from auditor.domain.values import ValueType
from auditor.domain.vocabulary import (
    ANNEX_I_SECTIONS,
    ANNEX_III,
    GENERATED,
    HOSTED,
    IMAGE_PINS,
    INCIDENTS,
    KEY_HOLDERS,
    LICENCE_KINDS,
    MEASURED_ASPECTS,
    OPT_OUTS,
    OR_NONE,
    PRACTICES,
    SELF_HOSTED,
    SIZES,
    STARTED_BY,
    STRENGTHS,
    SUPPLIED,
)

_MODEL: Final = SubjectKind.MODEL
_DEPLOYMENT: Final = SubjectKind.DEPLOYMENT
_SYSTEM: Final = SubjectKind.SYSTEM
_INCIDENT: Final = SubjectKind.INCIDENT
_ORG: Final = SubjectKind.ORGANISATION
_TRI: Final = ValueType.TRI
_COUNT: Final = ValueType.COUNT
_TEXT: Final = ValueType.TEXT
_SET: Final = ValueType.SET
_DATE: Final = ValueType.DATE
_RANGE: Final = ValueType.RANGE

_PROVIDER: Final = Settler.PROVIDER
_OURS: Final = Settler.ORGANISATION
_OPERATOR: Final = Settler.OPERATOR
_OWNER: Final = Settler.FILE_OWNER
_DECLARE_TRAINING: Final = "auditor declare training"
_DECLARE_SYSTEM: Final = "auditor declare system"
_DECLARE_INCIDENT: Final = "auditor declare incident"
_DECLARE_ORG: Final = "auditor declare organisation"
_DECLARE_SAME: Final = "auditor declare same-as"
_DECLARE_HOSTING: Final = "auditor declare hosting"
_WHICH_SYSTEM: Final = "Which AI system uses it?"
_OPERATED: Final = "Who operates it, and where is that entity established?"
_WHICH_LICENCE: Final = "Under which licence may it be used?"
_WHO_PROVIDES: Final = "Who provides it, and where is that provider established?"
_WHICH_BASES: Final = "Which models was it made from?"
_HOW_MUCH_COMPUTE: Final = "How much compute, or how many training tokens, was it trained with?"
_HOW_MUCH_OF_BASE: Final = "How much compute was its base trained with, if that can be known?"
_RUNS_WITHOUT_NETWORK: Final = "Does it run with no network?"
_WHICH_VERSION: Final = "Which version of its runtime does it run?"
_WHICH_MODEL: Final = "Is it the model that was seen under that name?"
_BY_SOMEBODY_ELSE: Final = "Is it computed by somebody else?"


_fact: Final = FactDefinition


class _More(TypedDict, total=False):
    unit: str
    field: str
    label: str
    words: tuple[str, ...]


def _system(name: str, type_: ValueType, meaning: str, ask: str, **more: Unpack[_More]) -> FactDefinition:
    whole, how = f"system.{name}", _DECLARE_SYSTEM
    return _fact(whole, _SYSTEM, type_, meaning, "declarations", _OURS, how, ask=ask, **more)


def _organisation(
    name: str, type_: ValueType, meaning: str, ask: str, **more: Unpack[_More]
) -> FactDefinition:
    whole, how = f"organisation.{name}", _DECLARE_ORG
    return _fact(whole, _ORG, type_, meaning, "declarations", _OURS, how, ask=ask, **more)


def _hosting(
    name: str, type_: ValueType, meaning: str, who: Settler, ask: str, **more: Unpack[_More]
) -> FactDefinition:
    whole, how = f"hosting.{name}", _DECLARE_HOSTING
    return _fact(whole, _DEPLOYMENT, type_, meaning, "declarations", who, how, ask=ask, **more)


# fmt: off
_IDENTITY: Final = (
    _fact("identity.strength", _MODEL, _TEXT, "what the model's identity rests on: content, header, file or name", "identity", label="identity rests on", words=STRENGTHS),
    _fact("identity.bytes_seen", _MODEL, _TRI, "whether its bytes were looked at, under whatever name", "identity", _OURS, _DECLARE_SAME, ask=_WHICH_MODEL, field="same_as", label="its bytes were looked at"),
    _fact("identity.sha256", _MODEL, _SET, "digests of the files' bytes", "identity", _OWNER, agreement=Agreement.UNION, ask="What is the digest of its bytes?", label="digests"),
    _fact("identity.store_vouches", _MODEL, _TRI, "whether a store states a digest for its bytes", "identity", label="its store states a digest"),
    _fact("identity.digest_matches_store", _MODEL, _TRI, "whether the bytes have the digest their store claims", "identity", _OWNER, ask="Do its bytes have the digest that its store states?", label="digest as the store says"),
    _fact("model.name", _MODEL, _TEXT, "name people know it by", "identity", agreement=Agreement.FIRST),
    _fact("model.format", _MODEL, _TEXT, "file format of the weights", "identity"),
    _fact("model.size_bytes", _MODEL, _COUNT, "size of all its files", "identity", unit="bytes", label="size"),
    _fact("model.architecture", _MODEL, _TEXT, "architecture family", "identity", _PROVIDER),
    _fact("model.n_parameters", _MODEL, _COUNT, "parameters, counted from tensor shapes", "identity", _PROVIDER, unit="parameters", agreement=Agreement.TOLERANCE, tolerance=0.05, label="parameters"),
    _fact("model.n_active_parameters", _MODEL, _COUNT, "parameters used per token", "identity", _PROVIDER, unit="parameters", agreement=Agreement.TOLERANCE, tolerance=0.10, ask="How many of its parameters does a token use?", label="parameters per token"),
    _fact("model.n_experts", _MODEL, _COUNT, "experts per layer of a mixture of experts; 0 for a dense network", "identity", _PROVIDER, label="experts"),
    _fact("model.context_length", _MODEL, _COUNT, "longest context", "identity", _PROVIDER, unit="tokens", agreement=Agreement.FIRST),
    _fact("model.quantization", _MODEL, _TEXT, "number format of the weights", "identity", agreement=Agreement.FIRST),
    _fact("model.base_models", _MODEL, _SET, "models it says it was made from", "identity", _PROVIDER, agreement=Agreement.UNION, ask=_WHICH_BASES),
    _fact("model.base_relations", _MODEL, _SET, "how it says it was made from them: finetune, quantized, adapter or merge of a base", "identity", _PROVIDER, agreement=Agreement.UNION, ask="How was it made from its base models?", label="how it was made from its bases"),
    _fact("model.names_base", _MODEL, _TRI, "whether header, card, adapter configuration, catalogue or declaration names a model it was made from", "identity", label="names a base model"),
    _fact("model.is_quantized", _MODEL, _TRI, "whether the weights are stored in fewer bits than they were trained in", "identity", _PROVIDER, agreement=Agreement.FIRST, label="stored in fewer bits than trained in"),
)

_CATALOGUE: Final = (
    _fact("model.family", _MODEL, _TEXT, "family in the catalogue", "identity", _PROVIDER, ask=_WHO_PROVIDES),
    _fact("model.catalogue_entry", _MODEL, _TEXT, "entry in the catalogue that its name and its size both match", "identity", _PROVIDER, ask=_WHO_PROVIDES),
    _fact("model.release_date", _MODEL, _DATE, "day of the first release anywhere", "identity", _PROVIDER, label="first released"),
    _fact("model.modalities", _MODEL, _SET, "what it takes and gives", "identity", _PROVIDER, ask="What does it take and give: text, code, speech, images, video?", label="takes and gives"),
    _fact("model.purposes", _MODEL, _SET, "what lists say that it is for: a task or a purpose", "identity", _OURS, agreement=Agreement.UNION, label="listed for"),
    _fact("model.training_tokens", _MODEL, ValueType.NUMBER, "training tokens, repeats included", "identity", _PROVIDER, _DECLARE_TRAINING, unit="tokens", agreement=Agreement.TOLERANCE, tolerance=0.10, ask=_HOW_MUCH_COMPUTE, field="tokens"),
    _fact("model.weights_public", _MODEL, _TRI, "whether its weights are public (architecture and usage information were not looked at)", "identity", _PROVIDER, ask="Are its weights, architecture and usage information public?", label="weights public"),
    _fact("model.designated_systemic", _MODEL, _TRI, "whether the Commission designated it under Art. 51(1)(b)", "identity", _PROVIDER, default=False, default_reason="no list of models designated by the Commission was found by 22 November 2026; the column designated_systemic of the catalogue is where one is entered", ask="Has the Commission designated it?", label="designated by the Commission"),
    _fact("provider.name", _MODEL, _TEXT, "legal entity that placed it on the market", "identity", _PROVIDER, ask=_WHO_PROVIDES, label="provider"),
    _fact("provider.country", _MODEL, _TEXT, "country of its provider", "identity", _PROVIDER, ask=_WHO_PROVIDES, label="provider's country"),
    _fact("provider.parent", _MODEL, _TEXT, "ultimate parent of its provider", "identity", _PROVIDER, ask=_WHO_PROVIDES, label="ultimate parent"),
    _fact("provider.parent_country", _MODEL, _TEXT, "country of its provider's ultimate parent", "identity", _PROVIDER, ask=_WHO_PROVIDES, label="parent's country"),
    _fact("provider.code_chapters", _MODEL, _SET, "chapters of the Code of Practice for general-purpose models that the provider has signed", "identity", _PROVIDER, ask="Which chapters of the Code of Practice has its provider signed, if any?", label="chapters of the Code of Practice signed by its provider", words=CODE_CHAPTERS),
    _fact("provider.third_country", _MODEL, _TRI, "whether the provider is established outside the Union", "identity", _PROVIDER, ask=_WHO_PROVIDES, label="established outside the Union"),
)

_LICENSES: Final = (
    _fact("license.stated", _MODEL, _TRI, "whether header, card, store, a licence file or a list states a licence", "licenses", _OWNER, ask=_WHICH_LICENCE, label="licence stated"),
    _fact("license.concluded", _MODEL, _TEXT, "licence, as an SPDX expression", "licenses", _PROVIDER, ask=_WHICH_LICENCE, label="licence"),
    _fact("license.inherited", _MODEL, _SET, "licences of the models it says it was made from", "licenses", _PROVIDER, agreement=Agreement.UNION, ask=_WHICH_BASES, label="licences of its bases"),
    _fact("license.conflict", _MODEL, _TRI, "whether two sources state different licences", "licenses", _PROVIDER, ask="Which of the stated licences holds?", label="licence sources disagree"),
    _fact("license.base_conflict", _MODEL, _TRI, "whether it states a licence that drops terms of its base model's", "licenses", _PROVIDER, ask=_WHICH_BASES, label="drops its base's terms"),
    _fact("license.base_excludes_eu_licensees", _MODEL, _TRI, "whether the licence of a model it was made from gives licensees domiciled in the EU no rights", "licenses", _PROVIDER, ask=_WHICH_BASES, label="base excludes EU licensees"),
    _fact("license.kind", _MODEL, _TEXT, "class of the licence: permissive, copyleft, use-restricted, community, non-commercial", "licenses", _PROVIDER, ask=_WHICH_LICENCE, label="kind of licence", words=LICENCE_KINDS),
    _fact("license.commercial_use", _MODEL, _TRI, "whether commercial use is allowed", "licenses", _PROVIDER, ask=_WHICH_LICENCE),
    _fact("license.monthly_users_limit", _MODEL, _COUNT, "monthly active users above which another licence is needed: 0 for none", "licenses", _PROVIDER, ask=_WHICH_LICENCE, label="limit on monthly users", zero_means="none"),
    _fact("license.excludes_eu_licensees", _MODEL, _TRI, "whether licensees domiciled in the EU get no rights", "licenses", _PROVIDER, ask=_WHICH_LICENCE, label="excludes EU licensees"),
    _fact("license.eu_exclusion_clause", _MODEL, _TEXT, "the clause that withholds them; none where none does", "licenses", _PROVIDER, ask=_WHICH_LICENCE, label="clause that excludes"),
    _fact("license.users_clause", _MODEL, _TEXT, "the clause by which many users need another licence; none where it has none", "licenses", _PROVIDER, ask=_WHICH_LICENCE, label="clause on numbers of users"),
    _fact("license.outputs_clause", _MODEL, _TEXT, "the clause on what its outputs may not be used for; none where it has none", "licenses", _PROVIDER, ask=_WHICH_LICENCE, label="clause on outputs"),
    _fact("license.naming_clause", _MODEL, _TEXT, "the clause on names and notices that are to be shown; none where it has none", "licenses", _PROVIDER, ask=_WHICH_LICENCE, label="clause on names and notices"),
    _fact("license.use_policy", _MODEL, _TEXT, "the clause that excludes uses, or takes in a policy that does; none where it has none", "licenses", _PROVIDER, ask=_WHICH_LICENCE, label="excluded uses"),
    _fact("license.governing_law", _MODEL, _TEXT, "whose law governs the licence, as it says itself; none where it does not", "licenses", _PROVIDER, ask=_WHICH_LICENCE, label="governing law of the licence"),
    _fact("license.foss_ai_act", _MODEL, _TRI, "whether the licence is free and open-source in the sense of Art. 53(2)", "licenses", _PROVIDER, ask=_WHICH_LICENCE, label="free and open source, Art. 53(2)"),
)

_COMPUTE: Final = tuple(
    _fact(f"compute.{quantity}_{part}", _MODEL, _RANGE, meaning, "compute", _PROVIDER, _DECLARE_TRAINING, unit="FLOP", agreement=Agreement.TOLERANCE, ask=_HOW_MUCH_COMPUTE, field="tokens", label=label)
    for quantity, what, called, bounds in (
        ("update", "compute that directly contributed to parameter updates", "compute of parameter updates", "its bounds, 30\u00a0% error"),
        ("cumulative", "all compute that contributed to capabilities", "cumulative training compute", "its bounds, 30\u00a0% error (cumulative)"),
    )
    for part, meaning, label in (("flop", what, called), ("bounds_flop", f"{what}, with the permitted error", bounds))
)

_MODIFICATION: Final = (
    _fact("compute.base_updates_count", _MODEL, _TRI, "whether what its base was trained with counts among its own parameter updates", "compute", Settler.NOBODY, ask="Does the training of its base count beside its own?", label="its base's updates count as its own"),
    _fact("modifier.base_flop", _MODEL, _RANGE, "training compute of the model that the organisation trained it further from", "compute", _OURS, _DECLARE_TRAINING, unit="FLOP", agreement=Agreement.TOLERANCE, ask=_HOW_MUCH_OF_BASE, field="base_flop", label="compute of the base we trained it from"),
    _fact("modifier.base_estimable", _MODEL, _TRI, "whether the training compute of the model it was trained further from is known or can be estimated", "compute", _OURS, _DECLARE_TRAINING, ask=_HOW_MUCH_OF_BASE, field="base_flop", label="compute of its base can be estimated"),
    _fact("modifier.base_bounds_flop", _MODEL, _RANGE, "training compute of the model that the organisation trained it further from, with the permitted error", "compute", _OURS, _DECLARE_TRAINING, unit="FLOP", agreement=Agreement.TOLERANCE, ask=_HOW_MUCH_OF_BASE, field="base_flop", label="that compute, with the permitted error"),
    _fact("modifier.run_at_most_flop", _MODEL, ValueType.NUMBER, "compute that the organisation's own training took at the most, with the permitted error", "compute", _OURS, _DECLARE_TRAINING, unit="FLOP", ask=_HOW_MUCH_COMPUTE, field="tokens", label="our training at the most, FLOP"),
    _fact("modifier.share_of_base", _MODEL, _RANGE, "compute of the organisation's own training, as a share of its base's", "compute", _OURS, _DECLARE_TRAINING, ask=_HOW_MUCH_COMPUTE, field="tokens", label="our training as a share of its base's"),
)

_BEHAVIOUR: Final = (
    _fact("unsafe.custom_code", _MODEL, _TRI, "whether its repository asks the loader to run code of its own", "identity", _OWNER, label="asks the loader to run code"),
    _fact("unsafe.executes_code_on_load", _MODEL, _TRI, "whether loading its files runs code that they hold or name", "identity", _PROVIDER, ask="Does loading its files run code?", label="loading its files runs code"),
    _fact("unsafe.header_anomalies", _MODEL, _SET, "what its files' headers have that well-made files do not", "identity", agreement=Agreement.UNION),
    _fact("unsafe.chat_template", _MODEL, _SET, "what its chat templates reach for that a template has no use for", "identity", _OWNER, agreement=Agreement.UNION, label="odd in its chat templates"),
    _fact("model.writable_by", _MODEL, _SET, "who else than their owner may change its files or their folders: group, others", "identity", _OWNER, agreement=Agreement.UNION, label="may be changed by others", words=tuple(Writer)),
    _fact("airgap.verified", _MODEL, _TRI, "whether it ran through llama.cpp with no network, proven", "airgap", _OURS, "auditor airgap MODEL", ask=_RUNS_WITHOUT_NETWORK, label="air-gapped inference proven"),
    _fact("airgap.isolation", _MODEL, _TEXT, "how tightly it was shut in", "airgap", _OURS, "auditor airgap MODEL", ask=_RUNS_WITHOUT_NETWORK, label="isolation of that run", words=tuple(Isolation)),
    _fact("airgap.age_days", _MODEL, _COUNT, "age of that proof", "airgap", _OURS, "auditor airgap MODEL", unit="days", ask=_RUNS_WITHOUT_NETWORK, label="age of that proof"),
    _fact("airgap.self_test", _ORG, _TRI, "whether the shipped self-test model ran with no network on this machine, proven", "airgap", _OURS, "auditor airgap --self-test", ask="Does the self-test model run with no network on this machine?", label="self-test proven"),
)

_DECLARED: Final = (
    _fact("model.union_placed_on", _MODEL, _DATE, "day it was first placed on the Union market", "declarations", _PROVIDER, _DECLARE_TRAINING, ask="When was it first placed on the Union market?", label="on the Union market since"),
    _fact("model.training_hardware", _MODEL, _SET, "accelerators it was trained on: units, hours, utilisation and precision of each phase", "declarations", _PROVIDER, _DECLARE_TRAINING, ask="Which accelerators was it trained on, for how long?", field="hardware", label="trained on"),
    _fact("model.trainable_parameters", _MODEL, ValueType.NUMBER, "parameters that its training run changed", "declarations", _PROVIDER, _DECLARE_TRAINING, unit="parameters", agreement=Agreement.TOLERANCE, tolerance=0.10, ask="How many of its parameters did the training run change?", label="parameters its run changed"),
    _fact("model.stated_cumulative_flop", _MODEL, ValueType.NUMBER, "all compute that contributed to capabilities, as its provider reckons it with what no publication has", "declarations", _PROVIDER, _DECLARE_TRAINING, unit="FLOP", agreement=Agreement.TOLERANCE, tolerance=0.10, ask="How much compute contributed to its capabilities, all in all?", field="cumulative_flop", label="all compute, as its provider states it"),
    _fact("model.monetised", _MODEL, _TRI, "whether access to it or its use is paid for, with money or with personal data", "declarations", _PROVIDER, _DECLARE_TRAINING, ask="Is access to it or its use paid for, with money or with personal data?", label="paid for"),
    _fact("modifier.base_systemic_risk", _MODEL, _TRI, "whether the model it was trained further from is one with systemic risk", "declarations", _OURS, _DECLARE_TRAINING, ask="Is its base one with systemic risk?", label="systemic risk of its base"),
    _fact("model.trained_here", _MODEL, _TRI, "whether the organisation trained it from its first weights on", "declarations", _OURS, _DECLARE_TRAINING, ask="Did the organisation train it, and from which base?", field="base", label="trained by us from its first weights on"),
    _fact("modifier.placed", _MODEL, _TRI, "whether the organisation trained somebody else's model further and placed the result on the Union market", "declarations", _OURS, _DECLARE_TRAINING, ask="Was the model that the organisation trained further placed on the Union market?", field="union_placed_on", label="trained further by us, and placed on the market"),
    _fact("role.gpai_provider", _MODEL, _TRI, "whether the organisation is the provider of this model", "declarations", _OURS, _DECLARE_ORG, ask="Is the organisation the provider of this model?", label="our role: provider of the model"),
    _fact("role.auth_rep_gpai", _MODEL, _TRI, "whether the organisation is the authorised representative of this model's provider, Art. 54", "declarations", _OURS, _DECLARE_ORG, ask="Which providers of models is it the authorised representative of?", label="our role: representative of its provider"),
    _fact("role.sys_provider", _SYSTEM, _TRI, "whether the organisation is the provider of this system", "declarations", _OURS, _DECLARE_ORG, ask="Is the organisation the provider of this system?", label="our role: provider of the system"),
    _fact("role.deployer", _SYSTEM, _TRI, "whether the organisation uses this system under its authority", "declarations", _OURS, _DECLARE_ORG, ask="Does the organisation use it under its authority?", label="our role: deployer"),
    _fact("role.importer", _SYSTEM, _TRI, "whether the organisation brings this system of a provider in a third country to the Union market", "declarations", _OURS, _DECLARE_SYSTEM, ask="Does the organisation bring it to the Union market for a provider in a third country?", label="our role: importer"),
    _fact("role.distributor", _SYSTEM, _TRI, "whether the organisation supplies this system further in the Union", "declarations", _OURS, _DECLARE_SYSTEM, ask="Does the organisation supply it further in the Union?", label="our role: distributor"),
    _fact("role.auth_rep_hr", _SYSTEM, _TRI, "whether the organisation represents the provider of this system in the Union", "declarations", _OURS, _DECLARE_SYSTEM, ask="Does the organisation represent its provider in the Union?", label="our role: representative of its provider"),
    _fact("role.product_manufacturer", _SYSTEM, _TRI, "whether the organisation manufactures the product of Annex I, Section A, that this system is a safety component of", "declarations", _OURS, _DECLARE_SYSTEM, ask="Is the product that it is a safety component of sold or used under the organisation's name?", label="our role: manufacturer of the product"),
    _fact("role.supplier", _SYSTEM, _TRI, "whether the organisation supplies a part of this system to its provider", "declarations", _OURS, _DECLARE_SYSTEM, ask="Does the organisation supply a part of it to its provider?", label="our role: supplier of a part"),
    _fact("role.first_provider", _SYSTEM, _TRI, "whether the organisation provided this system before somebody else became its provider", "declarations", _OURS, _DECLARE_SYSTEM, ask="Did the organisation provide it before somebody else became its provider?", label="our role: its first provider"),
    _fact("role.former_deployer", _SYSTEM, _TRI, "whether the organisation used this system until it was taken out of service", "declarations", _OURS, _DECLARE_SYSTEM, ask="When was it taken out of service, if it was?", label="our role: its former deployer"),
    _fact("declaration.n_entries", _ORG, _COUNT, "declarations that have not ended", "declarations", label="declarations"),
    _fact("declaration.unbound", _ORG, _SET, "declarations that do not bind as they stand", "declarations", _OURS, CHECK, agreement=Agreement.UNION, label="declarations that match other than they expect"),
    _fact("declaration.refused_waivers", _ORG, _SET, "waivers of rules that cannot be waived", "declarations", _OURS, CHECK, agreement=Agreement.UNION),
    _fact("declaration.n_undeclared", _ORG, _COUNT, "deployments in use that nothing declares", "declarations", _OURS, _DECLARE_SYSTEM, ask=_WHICH_SYSTEM, field="uses", label="in use and not declared"),
    _fact("declaration.unseen", _ORG, _SET, "what is declared and was not seen", "declarations", _OURS, _DECLARE_SYSTEM, agreement=Agreement.UNION, ask=_WHICH_SYSTEM, field="uses", label="declared and not seen"),
    _fact("model.declared", _MODEL, _TRI, "whether it is declared: a system uses it, it is declared as trained, or a bill of materials lists it", "declarations", _OURS, _DECLARE_SYSTEM, ask=_WHICH_SYSTEM, field="uses", label="declared or listed"),
    _fact("model.observed", _MODEL, _TRI, "whether it was seen: its files, or something that runs, configures or calls it", "declarations", _OURS, _DECLARE_SAME, ask=_WHICH_MODEL, field="same_as", label="seen, not only declared"),
    _fact("model.run_here", _MODEL, _TRI, "whether something of the organisation's own runs it, or is made to", "declarations", _OPERATOR, ask=_BY_SOMEBODY_ELSE, label="run by us, not called as a service"),
    _fact("deployment.declared", _DEPLOYMENT, _TRI, "whether it is declared: a system uses it, or a list has it", "declarations", _OURS, _DECLARE_SYSTEM, ask=_WHICH_SYSTEM, field="uses", label="declared or listed"),
    _fact("deployment.reference", _DEPLOYMENT, _TEXT, "what whoever uses it calls the model", "deployments", _OPERATOR, agreement=Agreement.FIRST, label="loads, or asks for"),
    _fact("deployment.served_as", _DEPLOYMENT, _TEXT, "name it is served under", "deployments", _OPERATOR, agreement=Agreement.FIRST, label="served as"),
    _fact("deployment.workload", _DEPLOYMENT, _TEXT, "service, unit or workload that runs it", "deployments", _OPERATOR, agreement=Agreement.FIRST, label="service, unit or workload"),
    _fact("deployment.set_up_as", _DEPLOYMENT, _TEXT, "what starts it: compose, kubernetes, container, unit, process", "deployments", _OPERATOR, agreement=Agreement.FIRST, label="started by", words=STARTED_BY),
    _fact("deployment.host", _DEPLOYMENT, _TEXT, "machine it runs on, or host that is called", "deployments", _OPERATOR, agreement=Agreement.FIRST, label="machine, or host that is called"),
    _fact("deployment.operator", _DEPLOYMENT, _TEXT, "entity that serves it to the organisation", "deployments", _OPERATOR, _DECLARE_HOSTING, field="operator", label="operator of the service"),
    _fact("deployment.region", _DEPLOYMENT, _TEXT, "region it runs in, with whose region that is", "deployments", _OPERATOR, _DECLARE_HOSTING, field="region", label="region, with whose it is"),
    _fact("deployment.hosted", _DEPLOYMENT, _TRI, "whether somebody else computes it: a service is called", "deployments", _OPERATOR, _DECLARE_HOSTING, ask=_BY_SOMEBODY_ELSE, field="mode", label="computed by somebody else"),
    _fact("hosting.operator_name", _DEPLOYMENT, _TEXT, "name of whoever operates it", "deployments", _OPERATOR, _DECLARE_HOSTING, field="operator", label="operator's name"),
    _fact("hosting.operator_known", _DEPLOYMENT, _TRI, "whether anything that was seen or declared says who operates a service that is called", "deployments", _OPERATOR, _DECLARE_HOSTING, ask="Who operates it?", field="operator", label="operator is known"),
    _fact("hosting.operator_country", _DEPLOYMENT, _TEXT, "country of the seat of whoever operates it", "deployments", _OPERATOR, ask=_OPERATED, field="operator", label="operator's country"),
    _fact("hosting.third_country", _DEPLOYMENT, _TRI, "whether whoever operates it, or its ultimate parent, is established outside the Union", "deployments", _OPERATOR, ask=_OPERATED, field="operator", label="operator or its parent outside the Union"),
    _fact("hosting.country", _DEPLOYMENT, _TEXT, "country it is computed in", "deployments", _OPERATOR, _DECLARE_HOSTING, ask="In which country is it computed?", field="region", label="computed in"),
    _fact("hosting.region_in_union", _DEPLOYMENT, _TRI, "whether the region or country it runs in lies in the Union", "deployments", _OPERATOR, _DECLARE_HOSTING, ask="In which region is it computed?", field="region", label="region in the Union"),
    _fact("hosting.country_allowed", _DEPLOYMENT, _TRI, "whether the country it is computed in is one that the organisation allows", "deployments", _OPERATOR, _DECLARE_HOSTING, ask="Is it computed in a country that the organisation allows?", field="region", label="computed in an allowed country"),
    _hosting("mode", _TEXT, "how it is hosted: self_onprem, self_colocated, self_iaas, managed or api", _OURS, "How is it hosted?", label="how it is hosted", words=(*SELF_HOSTED, *HOSTED)),
    _hosting("keys", _TEXT, "who holds the keys of what is kept encrypted: customer, third_party, provider; none where nothing is", _OPERATOR, "Who holds the keys of what is kept encrypted?", label="who holds the keys", words=KEY_HOLDERS),
    _hosting("prompt_retention_days", _COUNT, "days for which prompts and outputs are kept; 0 for not at all", _OPERATOR, "For how many days are prompts and outputs kept?", unit="days", label="days prompts are kept"),
    _hosting("training_on_inputs", _TRI, "whether whoever operates it trains on what is sent to it", _OPERATOR, "Does its operator train on what is sent to it?", label="trained on what is sent"),
    _hosting("telemetry", _TRI, "whether it sends data on its use to anybody outside the organisation", _OPERATOR, "Does it send data on its use to anybody outside?", label="sends data on its use outside"),
    _hosting("support_access", _SET, "countries from which support staff can reach it", _OPERATOR, "From which countries can support staff reach it?", label="support staff can reach it from"),
    _hosting("exit_tested_on", _DATE, "day on which leaving it for something else was last tested", _OURS, "When was leaving it for something else last tested?", label="exit last tested on"),
    _fact("deployment.is_pinned", _DEPLOYMENT, _TRI, "whether what it loads is pinned to a commit, a digest or a file", "deployments", _OPERATOR, ask="Which revision of the model does it load?", label="pinned to a commit, a digest or a file"),
    _fact("runtime.name", _DEPLOYMENT, _TEXT, "what runs it", "deployments", _OPERATOR, label="runtime"),
    _fact("runtime.version", _DEPLOYMENT, _TEXT, "version of what runs it", "deployments", _OPERATOR, label="version of the runtime"),
    _fact("runtime.image", _DEPLOYMENT, _TEXT, "container image it runs in", "deployments", _OPERATOR, agreement=Agreement.FIRST, label="container image"),
    _fact("runtime.image_pin", _DEPLOYMENT, _TEXT, "by what its image is named: digest, version, moving, none", "deployments", _OPERATOR, agreement=Agreement.FIRST, ask="Which version or digest of the image does it run?", label="image named by", words=IMAGE_PINS),
    _fact("runtime.remote_code", _DEPLOYMENT, _TRI, "whether it may run code that the model's repository brings", "deployments", _OPERATOR, ask="May it run code that the model's repository brings?", label="may run the repository's code"),
    _fact("runtime.severe_advisories", _DEPLOYMENT, _SET, "advisories of critical or high severity about the version of what runs it", "deployments", _OPERATOR, agreement=Agreement.UNION, ask=_WHICH_VERSION, label="advisories of critical or high severity"),
    _fact("runtime.lesser_advisories", _DEPLOYMENT, _SET, "advisories of lower or no stated severity about the version of what runs it", "deployments", _OPERATOR, agreement=Agreement.UNION, ask=_WHICH_VERSION, label="other advisories"),
    _fact("exposure.address", _DEPLOYMENT, _TEXT, "address it is served at", "deployments", _OPERATOR, agreement=Agreement.FIRST, label="address"),
    _fact("exposure.reach", _DEPLOYMENT, _TEXT, "from where it can be reached: loopback, internal, network, public", "deployments", _OPERATOR, ask="From where can it be reached?", label="can be reached from", words=tuple(Exposure)),
    _fact("exposure.encrypted", _DEPLOYMENT, _TRI, "whether it takes encrypted connections only", "deployments", _OPERATOR, ask="Does it take encrypted connections only?", label="encrypted connections only"),
    _fact("exposure.needs_credentials", _DEPLOYMENT, _TRI, "whether it answers nobody without credentials", "deployments", _OPERATOR, ask="Does it answer without credentials?", label="asks for credentials"),
    _fact("exposure.is_own", _DEPLOYMENT, _TRI, "whether the organisation itself serves it there, whoever computes what goes through", "deployments", _OPERATOR, ask="Is the endpoint the organisation's own?", label="served there by the organisation"),
    _fact("exposure.compared", _DEPLOYMENT, _SET, "what of its endpoint is set and was measured as well: reach, encryption, credentials", "deployments", _OPERATOR, agreement=Agreement.UNION, label="set and measured", words=MEASURED_ASPECTS),
    _fact("exposure.drift", _DEPLOYMENT, _SET, "what of its endpoint was measured to be otherwise than it is set", "deployments", _OPERATOR, agreement=Agreement.UNION, label="measured otherwise than set"),
    _fact("declaration.union_placements", _ORG, _SET, "what the organisation declares to have placed on the Union market", "declarations", _OURS, _DECLARE_SYSTEM, agreement=Agreement.UNION, ask="What has it placed on the Union market?", field="union_placed_on", label="placed by us on the Union market"),
    _fact("declaration.union_links", _ORG, _SET, "what was seen or declared of the organisation in the Union: its seat, supply, places that compute there", "declarations", _OURS, _DECLARE_SYSTEM, agreement=Agreement.UNION, ask="What of it is in the Union?", field="supplied", label="links to the Union on record"),
    _fact("deployment.state", _DEPLOYMENT, _TEXT, "how far the model is from being used: running, configured, used_in_code, declared, present", "pipeline", label="state", words=tuple(DeploymentState)),
    _organisation("country", _TEXT, "country of the organisation's seat", "In which country is the seat?"),
    _organisation("eu_established", _TRI, "whether the organisation's seat is in the Union", "In which country is the seat?", field="country", label="seat in the Union"),
    _organisation("size", _TEXT, "micro, sme, smc or large", "Is it micro, an SME, a small mid-cap or large?", words=SIZES),
    _organisation("public_body", _TRI, "whether the organisation is governed by public law", "Is it governed by public law?", label="governed by public law"),
    _organisation("public_service", _TRI, "whether the organisation provides public services", "Does it provide public services?", label="provides public services"),
    _organisation("finance", _TRI, "whether the organisation is a financial institution", "Is it a financial institution?", label="financial institution"),
    _organisation("law_enforcement", _TRI, "whether the organisation is a law enforcement authority, or acts for one", "Is it a law enforcement authority, or does it act for one?", label="law enforcement authority, or acts for one"),
    _organisation("code_chapters", _SET, "chapters of the Code of Practice for general-purpose models that the organisation has signed", "Which chapters of the Code of Practice for general-purpose models has it signed, if any?", label="chapters of the Code of Practice we signed", words=CODE_CHAPTERS),
    _organisation("commission_requests", _TRI, "whether the Commission has asked it for information on a model, evaluated one or ordered measures, Arts. 91-93", "Has the Commission asked it for information on a model, evaluated one, or ordered measures?", label="requests of the Commission on a model"),
    _organisation("special_categories_for_bias", _TRI, "whether special categories of personal data are used to detect or correct bias in models it provides", "Are special categories of personal data used to detect or correct bias in its models?", label="special categories of data against bias of its models"),
    _organisation("commercial_use", _TRI, "whether the organisation uses models for commercial purposes", "Does it use models for commercial purposes?"),
    _organisation("monthly_users", _COUNT, "monthly active users of all its products and services, its affiliates' included", "How many monthly active users do all its products and services have, its affiliates' included?"),
    _organisation("offers_models", _TRI, "whether the organisation passes models on, or offers others products or services with them", "Does it pass models on, or offer others products or services with them?"),
    _organisation("trains_on_outputs", _TRI, "whether the organisation trains or improves models with the outputs of other models", "Does it train or improve models with the outputs of other models?"),
    _organisation("hosting_countries", _SET, "countries in which hosted models may compute for the organisation", "In which countries may hosted models compute for it?"),
    _system("put_into_service_on", _DATE, "day it was put into service", "When was it put into service?"),
    _system("union_placed_on", _DATE, "day it was placed on the Union market", "When was it placed on the Union market, if it was?", label="placed on the Union market on"),
    _system("own_name", _TRI, "whether it runs under the organisation's own name", "Does it run under the organisation's own name?", label="under the organisation's own name"),
    _system("annex_iii", _SET, "points of Annex III its use falls under", "Which points of Annex III does its use fall under, if any?", label="points of Annex III", words=ANNEX_III),
    _system("annex_i", _TRI, "whether it is, or is a safety component of, an Annex I product that needs third-party assessment", "Is it an Annex I product, or a safety component of one, that a third party must assess?", label="Annex I product or safety component"),
    _system("opt_out_6_3", _TEXT, "condition of Art. 6(3) its provider relies on", "Which condition of Art. 6(3) does its provider rely on, if any?", label="relies on Art. 6(3), point", words=(*OPT_OUTS, *OR_NONE)),
    _system("profiling", _TRI, "whether it profiles natural persons", "Does it profile natural persons?", label="profiles persons"),
    _system("interacts_with_persons", _TRI, "whether it is meant to interact directly with persons", "Is it meant to interact directly with persons?", label="interacts with persons"),
    _system("obvious_ai", _TRI, "whether it is obvious that it is a machine", "Is it obvious to everybody that it is a machine?", label="obviously a machine"),
    _system("generates", _SET, "what it generates: text, image, audio, video", "What does it generate: text, image, audio, video?", words=GENERATED),
    _system("standard_editing_only", _TRI, "whether it only assists standard editing", "Does it only assist standard editing?"),
    _system("emotion_recognition", _TRI, "whether it recognises emotions", "Does it recognise emotions?", label="recognises emotions"),
    _system("biometric_categorisation", _TRI, "whether it categorises persons by biometrics", "Does it categorise persons by biometrics?"),
    _system("deepfakes", _TRI, "whether it makes deep fakes", "Does it make deep fakes?", label="makes deep fakes"),
    _system("public_interest_text", _TRI, "whether it publishes text on matters of public interest", "Does it publish text on matters of public interest?", label="publishes texts of public interest"),
    _system("editorial_control", _TRI, "whether a person reviews what it publishes and answers for it", "Does a person review what it publishes, and answer for it?", label="under editorial control"),
    _system("workplace", _TRI, "whether it is used at the workplace", "Is it used at the workplace?", label="used at the workplace"),
    _system("decides_about_persons", _TRI, "whether it decides about persons, or assists", "Does it decide about persons, or assist in that?", label="decides about persons, or helps to"),
    _system("practices_art_5", _SET, "practices of Art. 5 it amounts to", "Which practices of Art. 5 does it amount to, if any?", label="practices of Art. 5", words=PRACTICES),
    _system("changed_design_on", _DATE, "day of its last significant change of design", "When was its design last changed significantly?", label="design changed on"),
    _system("logs_under_control", _TRI, "whether its logs are under the organisation's control", "Are its logs under the organisation's control?"),
    _fact("system.log_retention_days", _SYSTEM, _COUNT, "time its logs are kept", "declarations", _OURS, _DECLARE_SYSTEM, unit="days", ask="For how many days are its logs kept?", label="logs kept, days"),
    _system("input_data_under_control", _TRI, "whether the organisation controls its input data", "Does the organisation control what data goes into it?", label="its input data is ours to control"),
    _system("dpia_required", _TRI, "whether data protection law requires an impact assessment of its use", "Does data protection law require an impact assessment of its use?", label="needs a data protection impact assessment"),
    _system("fria_elements_changed", _TRI, "whether something that its fundamental rights impact assessment rests on has changed since", "Has anything changed that its fundamental rights impact assessment rests on?", label="changed since its fundamental rights assessment"),
    _system("adverse_decisions", _TRI, "whether decisions based on its output have legal or similarly significant adverse effects on persons", "Do decisions based on its output have legal or similarly significant adverse effects on persons?", label="decisions on it adversely affect persons"),
    _system("post_remote_identification", _TRI, "whether it identifies persons remotely in recordings, after the event", "Does it identify persons remotely in recordings, after the event?", label="identifies persons in recordings"),
    _system("special_categories_for_bias", _TRI, "whether special categories of personal data are used to detect or correct bias in it", "Are special categories of personal data used to detect or correct bias in it?", label="special categories of data against its bias"),
    _system("serious_incident", _TRI, "whether it has had a serious incident", "Has it had a serious incident?", label="has had a serious incident"),
    _fact("incident.category", _INCIDENT, _TEXT, "time limit that holds for it: default, widespread_or_critical_infra or death", "declarations", _OURS, _DECLARE_INCIDENT, ask="Did somebody die, or was it widespread or in critical infrastructure?", label="kind of incident", words=INCIDENTS),
    _fact("incident.reported", _INCIDENT, _TRI, "whether it was reported to the authority", "declarations", _OURS, _DECLARE_INCIDENT, ask="When was it reported to the authority?", field="reported_on", label="reported to the authority"),
    _fact("incident.reported_after_days", _INCIDENT, _COUNT, "time from awareness to the report, or until now where there is none", "declarations", _OURS, _DECLARE_INCIDENT, unit="days", ask="When did the organisation become aware of it, and when was it reported?", field="aware_on", label="days from awareness to report"),
    _fact("incident.aware_on", _INCIDENT, _DATE, "day on which it became known to the organisation", "declarations", _OURS, _DECLARE_INCIDENT, ask="When did the organisation become aware of it?", label="known since"),
    _fact("incident.known_before_change", _INCIDENT, _TRI, "whether it was known before the design of its system last changed significantly", "declarations", _OURS, _DECLARE_INCIDENT, ask="When did the organisation become aware of it, and when did the design of the system last change?", field="aware_on", label="known before the design changed"),
    _system("owner", _TEXT, "who answers for it inside the organisation", "Who answers for it inside the organisation?"),
    _system("provider", _TEXT, "who provides it, where that is somebody else", "Who provides it, if that is somebody else?", label="provided by"),
    _system("developed", _TRI, "whether the organisation developed it, or had it developed, where its name stands on what somebody else provides", "Did the organisation develop it, or have it developed?", label="developed by us or for us"),
    _system("provider_country", _TEXT, "country of the seat of that provider", "In which country is its provider established?", label="its provider's country"),
    _system("supplied", _TEXT, "whether the organisation supplies it to others in the Union: first, further, or none", "Does the organisation supply it to others in the Union: as the first there, further down the chain, or not at all?", label="supplied by us in the Union", words=(*SUPPLIED, *OR_NONE)),
    _system("represents_provider", _TRI, "whether the organisation holds its provider's mandate as representative in the Union", "Does the organisation hold its provider's mandate as representative in the Union?", label="we hold its provider's mandate"),
    _system("supplies_part", _TRI, "whether the organisation supplies a model, tool, service or component of it to its provider", "Does the organisation supply a model, tool, service or component of it to its provider?", label="we supply a part of it"),
    _system("part_open_source", _TRI, "whether the part that the organisation supplies is public and under a free and open-source licence", "Is the part that the organisation supplies public and under a free and open-source licence?", label="that part is open source"),
    _system("part_is_gpai", _TRI, "whether the part that the organisation supplies is a general-purpose AI model", "Is the part that the organisation supplies a general-purpose AI model?", label="that part is a general-purpose model"),
    _system("third_party_parts", _TRI, "whether tools, services or components of others are in it, beside models and what is public and open source", "Does it use tools, services or components of others, beside models and what is public and open source?", label="parts of others"),
    _system("substantially_modified", _TRI, "whether the organisation modified it substantially", "Did the organisation modify it substantially?", label="modified by us substantially"),
    _system("repurposed", _TRI, "whether the organisation uses it, or has it used, for another purpose than its provider intended", "Is it used for another purpose than its provider intended?", label="used for another purpose"),
    _system("high_risk_as_supplied", _TRI, "whether it was high-risk as its provider supplied it", "Was it a high-risk system as its provider supplied it?", label="high-risk as supplied"),
    _system("high_risk_since", _DATE, "day since which it has been high-risk, where a change of purpose or design made it so", "Since when has it been a high-risk system, by its purpose or design of today?", label="high-risk since"),
    _system("taken_over", _TRI, "whether somebody else has become its provider, by name, modification or purpose", "Has somebody else become its provider, by name, modification or purpose?", label="has another provider now"),
    _system("high_risk_use_excluded", _TRI, "whether the organisation as its provider said clearly that it is not to be changed into a high-risk system", "Did the organisation say clearly that it is not to be changed into a high-risk system?", label="high-risk use clearly excluded"),
    _system("product_own_name", _TRI, "whether the product that it is a safety component of bears the organisation's name", "Does the product that it is a safety component of bear the organisation's name?", label="its product bears our name"),
    _system("annex_i_section", _TEXT, "section of Annex I that the product is listed in", "In which section of Annex I is the product listed, A or B (machinery: B since 27 July 2026)?", label="section of Annex I", words=(*ANNEX_I_SECTIONS, *OR_NONE)),
    _system("for_public_authorities", _TRI, "whether it is intended for public authorities", "Is it intended to be used by public authorities?", label="intended for public authorities"),
    _system("trained_with_data", _TRI, "whether models in it are trained with data", "Are models in it trained with data?", label="its models are trained with data"),
    _fact("system.document_retention_years", _SYSTEM, _COUNT, "time its documentation is kept", "declarations", _OURS, _DECLARE_SYSTEM, unit="years", ask="For how many years is its documentation kept?", label="documentation kept, years"),
    _system("nonconformity_known", _TRI, "whether the organisation has reason to think that it does not meet the Act", "Is there reason to think that it does not meet the Act?", label="known not to conform"),
    _system("harmonised_standards", _TRI, "whether it was built by harmonised standards that cover all requirements", "Was it built by harmonised standards that cover all requirements?", label="built by harmonised standards"),
    _system("in_large_platform", _TRI, "whether it is, or is part of, a designated very large online platform or search engine", "Is it, or is it part of, a designated very large online platform or search engine?", label="in a very large platform"),
    _system("carved_out_75_1", _TRI, "whether it is a case of law enforcement, border control or finance that Art. 75(1) leaves to other authorities", "Is it a case of law enforcement, border control or finance that Article 75(1) leaves to other authorities?", label="left to other authorities, Art. 75(1)"),
    _system("open_source", _TRI, "whether the system itself is released under a free and open-source licence", "Is the system itself released under a free and open-source licence?", label="open source itself"),
)

_CLASSIFIED: Final = (
    _fact("model.gpai", _MODEL, _TRI, "whether it is a general-purpose AI model, Art. 3(63)", "policy", _PROVIDER, ask="Is it a general-purpose AI model?", label="general-purpose model"),
    _fact("incident.report_owed", _INCIDENT, _TRI, "whether Article 73 asked for its report when it became known", "policy", _OURS, _DECLARE_INCIDENT, ask="When did the organisation become aware of it?", field="aware_on", label="to be reported, Art. 73"),
    _fact("role.gpai_modifier", _MODEL, _TRI, "whether the organisation modified this model so far that it owes what its provider owes", "policy", _OURS, _DECLARE_TRAINING, ask="Did the organisation modify it so far that it counts as a provider?", label="our role: modifier of the model"),
    _fact("model.systemic_risk", _MODEL, _TRI, "whether it is one with systemic risk, Art. 51", "policy", _PROVIDER, ask="Is it one with systemic risk?", label="systemic risk"),
    _fact("system.grandfathered", _SYSTEM, _TRI, "whether it was in service before its date and its design has not changed since, Art. 111(2)", "policy", _OURS, _DECLARE_SYSTEM, ask="Was it in service before the rules on high-risk systems apply, and has its design changed significantly since?", label="in service before the rules for high risk applied"),
    _fact("system.discloses_to_persons", _SYSTEM, _TRI, "whether the organisation must tell persons about it, Art. 50(1), (3) or (4)", "policy", _OURS, _DECLARE_SYSTEM, ask="Does it interact with persons, recognise emotions, categorise by biometrics, make deep fakes or publish texts of public interest?", label="persons must be told about it, Art. 50"),
    _fact("system.opted_out", _SYSTEM, _TRI, "whether its provider may treat a use of Annex III as not high-risk, Art. 6(3)", "policy", _OURS, _DECLARE_SYSTEM, ask="Does its provider rely on Art. 6(3), and where is its assessment?", label="opted out of high risk, Art. 6(3)"),
    _fact("system.open_source_excluded", _SYSTEM, _TRI, "whether the Act leaves it out as free and open-source, Art. 2(12)", "policy", _OURS, _DECLARE_SYSTEM, ask="Is the system itself released under a free and open-source licence?", label="left out as open source, Art. 2(12)"),
    _fact("system.ai_office_supervises", _SYSTEM, _TRI, "whether the AI Office alone supervises it, Art. 75(1)", "policy", _OURS, _DECLARE_SYSTEM, ask="Is it built on a general-purpose model of its own provider, or part of a very large platform?", label="supervised by the AI Office alone"),
    _fact("role.provider_by_name", _SYSTEM, _TRI, "whether the organisation put its own name on somebody else's high-risk system, Art. 25(1)(a)", "policy", _OURS, _DECLARE_SYSTEM, ask="Does somebody else's high-risk system bear the organisation's name?", label="provider by our name on it, Art. 25(1)(a)"),
    _fact("role.provider_by_modification", _SYSTEM, _TRI, "whether the organisation modified a high-risk system substantially, Art. 25(1)(b)", "policy", _OURS, _DECLARE_SYSTEM, ask="Did the organisation modify a high-risk system substantially?", label="provider by our modification, Art. 25(1)(b)"),
    _fact("role.provider_by_purpose", _SYSTEM, _TRI, "whether the organisation gave a system a purpose that makes it high-risk, Art. 25(1)(c)", "policy", _OURS, _DECLARE_SYSTEM, ask="Did the organisation give it a purpose that makes it high-risk?", label="provider by our purpose for it, Art. 25(1)(c)"),
    _fact("role.sys_provider_hr", _SYSTEM, _TRI, "whether the organisation owes what providers of high-risk systems owe, Art. 16", "policy", _OURS, _DECLARE_SYSTEM, ask="Is the organisation the provider of this high-risk system?", label="our role: provider of a high-risk system"),
    _fact("system.high_risk_annex_iii", _SYSTEM, _TRI, "whether a use of Annex III makes the system high-risk, Art. 6(2) and (3)", "policy", _OURS, _DECLARE_SYSTEM, ask="Does a use of Annex III make it high-risk?", label="high-risk by Annex III"),
    _fact("system.high_risk", _SYSTEM, _TRI, "whether the system is high-risk, Art. 6; by its use and product alone, whoever owes what of it and from when on", "policy", _OURS, _DECLARE_SYSTEM, ask="Is it a high-risk system?", label="high-risk, Art. 6"),
)

_COVERAGE: Final = (
    _fact("coverage.n_unreadable", _ORG, _COUNT, "places that are unreadable, closed to who asks, altered, incomplete or in a format not read, and not accepted as such", "pipeline", label="not looked into, altered or incomplete, not accepted"),
    _fact("coverage.code_on_load", _ORG, _SET, "where a file that is not read as a model runs code when it is loaded", "pipeline", label="run code when loaded, and are not read as models"),
)

# fmt: on

FACTS: Final[Mapping[str, FactDefinition]] = MappingProxyType(
    {
        definition.name: definition
        for definition in (
            *_IDENTITY,
            *_CATALOGUE,
            *_LICENSES,
            *_COMPUTE,
            *_MODIFICATION,
            *_BEHAVIOUR,
            *_DECLARED,
            *_CLASSIFIED,
            *_COVERAGE,
        )
    }
)
"""Every fact, by name."""


def produced_by(package: str) -> frozenset[str]:
    """Return the names of the facts that a package, and no other, establishes."""
    return frozenset(name for name, definition in FACTS.items() if definition.producer == package)


def of_subject(kind: SubjectKind) -> tuple[FactDefinition, ...]:
    """Return the definitions of one kind of subject, in registry order."""
    return tuple(definition for definition in FACTS.values() if definition.subject is kind)
