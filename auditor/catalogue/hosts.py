"""Who is behind a host, a model id, an SDK or an environment variable, and where.

Every answer is a row of the catalogue with its source and confidence. A host is matched by the longest
suffix of whole labels, never by part of a text; a model id by its longest prefix. A key that does not
decide alone says what does (:attr:`Listing.decided_by`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from auditor.catalogue.listing import Listing, document, listings, section
from auditor.catalogue.reading import DATA
from auditor.catalogue.regions import RegionListing, Regions, read_regions
from auditor.formats.address import UNKNOWN_PART, parse_address

ECOSYSTEMS: Final = ("pypi", "npm", "maven", "go", "nuget", "cargo")

# Parts of a path to a model that name nobody.
_STRUCTURE: Final = frozenset(
    {"models", "inference-profile", "foundation-model", "application-inference-profile"}
)
# Shorter prefixes are words (command, phi, solar), so that no letter may follow; longer ones are names.
_SHORT: Final = 8
_ARN: Final = re.compile(r"arn:[^:]+:bedrock:(?P<region>[^:]*):[^:]*:(?P<rest>.+)")


# What Bedrock has for every customer; all else in an ARN is a customer's own.
_COMMON: Final = ("foundation-model/", "inference-profile/")


def bedrock_id(written: str) -> str:
    """Return the model or profile that an ARN of Bedrock is of, without a customer's account; else the words.

    Whoever calls ``anthropic.claude-v2`` by its ARN calls no other model.
    """
    arn = _ARN.fullmatch(written.strip())
    prefix = next((one for one in _COMMON if arn and arn["rest"].startswith(one)), "")
    return arn["rest"].removeprefix(prefix) or written if arn and prefix else written


@dataclass(frozen=True, slots=True)
class HostMatch:
    """Who operates a host.

    Attributes:
        listing: The row that matches.
        region: The region that the host names.
    """

    listing: Listing
    region: RegionListing | None


@dataclass(frozen=True, slots=True)
class ModelMatch:
    """Who made a hosted model, as its id tells.

    Attributes:
        name: The id without what stands before the model's name.
        maker: The row that says whose it is; ``None`` where none does.
        organisation: The organisation before the name; empty without one.
        place: Where it is computed, where the id says that: an inference profile or a region of Bedrock.
    """

    name: str
    maker: Listing | None
    organisation: str
    place: RegionListing | None


@dataclass(frozen=True, slots=True)
class Hosts:
    """Everything the catalogue knows of hosts.

    Attributes:
        hosts: By suffix, ``*`` standing for a region.
        environment: By the name of the variable.
        packages: By ecosystem, then by package as its registry compares names.
        model_prefixes: By prefix, in lower case.
        organisations: By name, in lower case.
        local_ports: What usually listens on a port of one's own machine.
        regions: Regions of providers.
    """

    hosts: Mapping[str, Listing]
    environment: Mapping[str, Listing]
    packages: Mapping[str, Mapping[str, Listing]]
    model_prefixes: Mapping[str, Listing]
    organisations: Mapping[str, Listing]
    local_ports: Mapping[str, Listing]
    regions: Regions

    def of_host(self, host: str) -> HostMatch | None:
        """Return who operates a host: an address, or only its host."""
        address = parse_address(host)
        if address is None or address.is_local:
            return None
        labels = address.host.split(".")
        for start in range(len(labels)):
            suffix = labels[start:]
            if listing := self.hosts.get(".".join(suffix)) or self._patterned(suffix):
                entity = listing.entity.value if listing.names_region else None
                return HostMatch(listing, self.regions.within(entity, address.host) if entity else None)
        return None

    def is_customers_own(self, host: str) -> bool:
        """Say whether a host is one customer's: ``acme-hr.openai.azure.com``, not a region's for all."""
        match, address = self.of_host(host), parse_address(host)
        if match is None or address is None or match.listing.customers_name is None:
            return False
        n_own = address.host.count(".") - match.listing.key.count(".")
        return n_own > (1 if match.region is not None else 0)

    def within(self, name: str, host: str, service: str = "", account: str = "") -> str | None:
        """Return where a name means something that a customer made up; ``None`` for an operator's own.

        Args:
            name: The name.
            host: The host that is called; empty where it is not known.
            service: Key of the host that stands for the service that is called, where the host is not known.
            account: The customer's project and region, where they are known.

        Returns:
            The customer's own host, else the account; empty where neither is known.
        """
        match = self.of_host(host) if host else None
        listing = match.listing if match is not None else self.hosts.get(service) if not host else None
        if listing is None or listing.customers_name is None or not listing.customers_name.fullmatch(name):
            return None
        if not self.is_customers_own(host):
            return account
        return "" if UNKNOWN_PART in host else host.lower()

    def _patterned(self, labels: list[str]) -> Listing | None:
        patterns = (key for key in self.hosts if "*" in key and key.count(".") == len(labels) - 1)
        fitting = (key for key in patterns if all(map(_fits, key.split("."), labels)))
        return next((self.hosts[key] for key in fitting), None)

    def of_model(self, written: str) -> ModelMatch:
        """Return whose model an id names, by whatever route it is called."""
        words, region = written.strip(), None
        if arn := _ARN.fullmatch(words):
            words, region = arn["rest"], self.regions.find("aws", arn["region"])
        parts = [part for part in words.removeprefix("ft:").split("/") if part]
        name = parts[-1] if parts else ""
        before = parts[-2] if len(parts) > 1 and parts[-2].lower() not in _STRUCTURE else ""
        place = None
        for prefix, profile in self.regions.profiles.items():
            rest = name[len(prefix) :]
            if name.lower().startswith(prefix) and "." in rest and self._maker(rest):
                name, place = rest, profile
        return ModelMatch(name, self._by_whom(before, name), before, place or region)

    def _by_whom(self, organisation: str, name: str) -> Listing | None:
        if not organisation:
            return self._maker(name)
        lowered = organisation.lower()
        listing = self.organisations.get(lowered) or self.model_prefixes.get(f"{lowered}/")
        if listing is None:
            # Somebody else's; that it is named like a known model makes it no work of that model's maker.
            return None
        return listing if listing.decides else self._maker(name)

    def _maker(self, name: str) -> Listing | None:
        """Return the row of the longest prefix."""
        lowered = name.lower()
        for length in range(len(lowered), 0, -1):
            listing = self.model_prefixes.get(lowered[:length])
            follows = lowered[length : length + 1]
            is_word = length < _SHORT and lowered[length - 1].isalpha()
            if listing and not (is_word and follows.isalpha()):
                return listing
        return None

    def package(self, ecosystem: str, name: str) -> Listing | None:
        """Return the row of an SDK, by its name in one of :data:`ECOSYSTEMS`.

        A Go import is a path: the row is that of the longest module that it lies in.
        """
        rows, key = self.packages[ecosystem], comparable(ecosystem, name)
        while key:
            if listing := rows.get(key):
                return listing
            key = key.rpartition("/")[0] if ecosystem == "go" else ""
        return None

    def variable(self, name: str) -> Listing | None:
        """Return the row of an environment variable."""
        return self.environment.get(name)


def comparable(ecosystem: str, name: str) -> str:
    """Return a package's name as its registry compares names."""
    if ecosystem == "pypi":
        # PEP 503.
        return re.sub(r"[-_.]+", "-", name).lower()
    return name.lower() if ecosystem == "nuget" else name


@cache
def load_hosts() -> Hosts:
    """Return the hosts that ship with auditor; read once per process.

    Raises:
        CatalogueError: a data file is missing or malformed.
    """
    file = "hosts.json"
    found = document(DATA / file)
    packages = section(found, "packages", file)
    return Hosts(
        hosts=listings(found, "hosts", file),
        environment=listings(found, "environment", file),
        packages={
            ecosystem: {
                comparable(ecosystem, name): row for name, row in listings(packages, ecosystem, file).items()
            }
            for ecosystem in ECOSYSTEMS
        },
        model_prefixes={key.lower(): row for key, row in listings(found, "model_prefixes", file).items()},
        organisations={key.lower(): row for key, row in listings(found, "organisations", file).items()},
        local_ports=listings(found, "local_ports", file),
        regions=read_regions(DATA / "regions.json"),
    )


def _fits(pattern: str, label: str) -> bool:
    """Say whether a label is what a pattern's label stands for: ``*-aiplatform`` a region and its service."""
    if "*" not in pattern:
        return pattern == label
    return re.fullmatch(re.escape(pattern).replace(r"\*", ".+"), label) is not None
