"""The roles that the Act knows, once: what each is called, where, and by which provision.

To add a role: add its row here and its fact, ``role.NAME``, to the registry.
"""

from dataclasses import dataclass
from typing import Final

from auditor.domain.fact import SubjectKind

_MODEL: Final = SubjectKind.MODEL
_SYSTEM: Final = SubjectKind.SYSTEM


@dataclass(frozen=True, slots=True)
class Role:
    """A role of the organisation towards a model or a system.

    Attributes:
        name: What rules and declarations call it.
        subject: Towards what.
        noun: The role where no subject stands beside it, as in "the organisation as ...".
        towards: The same where the subject was just named, as in "the organisation is not ...".
        short: The same beside the name of a system; empty for a model's, and where others say it already.
        article: The provision that makes it one; empty where a rule, which cites its own, concludes it.
        follows_from: Fields of a system that tell it.
        is_listed: Whether an organisation may list it among its roles.
    """

    name: str
    subject: SubjectKind
    noun: str
    towards: str
    short: str = ""
    article: str = ""
    follows_from: tuple[str, ...] = ()
    is_listed: bool = False

    @property
    def fact(self) -> str:
        """The fact that says whether the organisation has it."""
        return f"role.{self.name}"


ROLES: Final = (
    Role(
        name="gpai_provider",
        subject=_MODEL,
        noun="provider of the model",
        towards="the provider of this model",
        article="3(3)",
        is_listed=True,
    ),
    Role(
        name="gpai_modifier",
        subject=_MODEL,
        noun="provider of the modified model",
        towards="a modifier of it that counts as one",
        is_listed=True,
    ),
    Role(
        name="sys_provider",
        subject=_SYSTEM,
        noun="provider of the system",
        towards="the provider of this system",
        short="provider",
        article="3(3), (11)",
        follows_from=("own_name", "put_into_service_on", "union_placed_on", "developed"),
        is_listed=True,
    ),
    Role(
        name="deployer",
        subject=_SYSTEM,
        noun="deployer",
        towards="the deployer of this system",
        short="deployer",
        article="3(3), (11)",
        follows_from=("put_into_service_on",),
        is_listed=True,
    ),
    # Beside a system stands its class: being the provider of a high-risk one needs no words of its own.
    Role(
        name="sys_provider_hr",
        subject=_SYSTEM,
        noun="provider of the high-risk system",
        towards="the provider of this high-risk system",
    ),
    Role(
        name="provider_by_name",
        subject=_SYSTEM,
        noun="provider by the name on the system",
        towards="its provider by the name on it",
        short="provider by its name, Art. 25",
    ),
    Role(
        name="provider_by_modification",
        subject=_SYSTEM,
        noun="provider by modification of the system",
        towards="its provider by modification",
        short="provider by modification, Art. 25",
    ),
    Role(
        name="provider_by_purpose",
        subject=_SYSTEM,
        noun="provider by the purpose given to the system",
        towards="its provider by the purpose given to it",
        short="provider by its purpose, Art. 25",
    ),
    Role(
        name="importer",
        subject=_SYSTEM,
        noun="importer",
        towards="the importer of this system",
        short="importer",
        article="3(6)",
        follows_from=("supplied", "provider_country"),
        is_listed=True,
    ),
    Role(
        name="distributor",
        subject=_SYSTEM,
        noun="distributor",
        towards="the distributor of this system",
        short="distributor",
        article="3(7)",
        follows_from=("supplied", "provider_country"),
        is_listed=True,
    ),
    Role(
        name="product_manufacturer",
        subject=_SYSTEM,
        noun="product manufacturer",
        towards="the manufacturer of the product that it is a component of",
        short="product manufacturer",
        article="25(3)",
        follows_from=("product_own_name", "annex_i", "annex_i_section"),
        is_listed=True,
    ),
    Role(
        name="auth_rep_gpai",
        subject=_MODEL,
        noun="authorised representative of the model's provider",
        towards="the authorised representative of its provider",
        article="54",
        is_listed=True,
    ),
    Role(
        name="auth_rep_hr",
        subject=_SYSTEM,
        noun="authorised representative of the system's provider",
        towards="the representative of its provider in the Union",
        short="authorised representative",
        article="22",
        follows_from=("represents_provider",),
        is_listed=True,
    ),
    Role(
        name="supplier",
        subject=_SYSTEM,
        noun="supplier of a part",
        towards="a supplier of a part of this system",
        short="supplier",
        article="25(4)",
        follows_from=("supplies_part",),
        is_listed=True,
    ),
    Role(
        name="first_provider",
        subject=_SYSTEM,
        noun="first provider",
        towards="the first provider of a system that has another one now",
        short="first provider",
        article="25(2)",
        follows_from=("taken_over",),
    ),
    Role(
        name="former_deployer",
        subject=_SYSTEM,
        noun="former deployer",
        towards="the former deployer of a system that is out of service",
        short="former deployer: out of service",
        article="26(6)",
    ),
)
"""Every role.

Source:
    Regulation (EU) 2024/1689, Art. 3(3), 3(6), 3(7), 22, 25, 26(6) and 54; Commission guidelines on
    general-purpose AI models, C(2025) 5045, for the modifier.
"""
