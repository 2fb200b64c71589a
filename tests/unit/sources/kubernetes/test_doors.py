import pytest

from auditor.domain.tri import Tri
from auditor.sources.kubernetes.doors import Door, doors, middleware
from tests.unit.sources.kubernetes.reading import parsed


def opened(text: str) -> list[tuple[str, str | None, str | None, Tri]]:
    found = parsed(text)
    gateways = {(one.namespace, one.name): one for one in found if one.kind == "Gateway"}
    return [
        (door.service, door.port, door.address, door.is_encrypted)
        for one in found
        for door in doors(one, gateways)
    ]


def an_object(kind: str, spec: str, version: str = "x/v1") -> str:
    return f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: a, namespace: n}}\nspec: {spec}\n"


INGRESS = """
  tls: [{hosts: [a.example, '*.wild.example']}]
  rules:
  - {host: a.example, http: {paths: [{path: '/v1(.*)', backend: {service: {name: s, port: {number: 80}}}}]}}
  - {host: b.wild.example, http: {paths: [{backend: {serviceName: t, servicePort: http}}]}}
  - {host: c.example, http: {paths: [{path: /, backend: {service: {name: u}}}]}}
  defaultBackend: {service: {name: d}}
"""


def test_an_ingress_says_host_path_and_encryption() -> None:
    assert opened(an_object("Ingress", INGRESS)) == [
        ("s", "80", "https://a.example/v1", Tri.TRUE),
        ("t", "http", "https://b.wild.example", Tri.TRUE),
        ("u", None, "http://c.example", Tri.FALSE),
        ("d", None, None, Tri.TRUE),
    ]


def test_an_ingress_may_ask_who_calls() -> None:
    text = an_object("Ingress", "{defaultBackend: {service: {name: d}}}").replace(
        "namespace: n", "namespace: n, annotations: {nginx.ingress.kubernetes.io/auth-type: basic}"
    )
    (resource,) = parsed(text)

    assert list(doors(resource, {})) == [Door("Ingress n/a", "n", "d", None, None, Tri.FALSE, Tri.TRUE)]


MIDDLEWARE = """apiVersion: traefik.io/v1alpha1
kind: Middleware
metadata: {{name: {name}, namespace: n}}
spec: {{{kind}: {{}}}}
---
"""
BEHIND = "traefik.ingress.kubernetes.io/router.middlewares: 'n-zip@kubernetescrd,n-login@kubernetescrd'"


@pytest.mark.parametrize(
    ("annotation", "middlewares", "expected"),
    [
        ("nginx.ingress.kubernetes.io/auth-type: ''", "", Tri.FALSE),
        (BEHIND, "", Tri.UNKNOWN),
        (BEHIND, MIDDLEWARE.format(name="zip", kind="compress"), Tri.UNKNOWN),
        (
            BEHIND,
            MIDDLEWARE.format(name="zip", kind="compress") + MIDDLEWARE.format(name="login", kind="headers"),
            Tri.FALSE,
        ),
        (BEHIND, MIDDLEWARE.format(name="login", kind="basicAuth"), Tri.TRUE),
        (BEHIND, MIDDLEWARE.format(name="login", kind="forwardAuth"), Tri.TRUE),
        (BEHIND, MIDDLEWARE.format(name="other", kind="basicAuth"), Tri.UNKNOWN),
    ],
)
def test_what_asks_nobody_who_calls_is_no_credential(
    annotation: str, middlewares: str, expected: Tri
) -> None:
    ingress = an_object("Ingress", "{defaultBackend: {service: {name: d}}}")
    ingress = ingress.replace("namespace: n", f"namespace: n, annotations: {{{annotation}}}")
    found = parsed(f"{middlewares}{ingress}")
    known = dict(told for one in found if (told := middleware(one)))

    assert [door.needs_credentials for one in found for door in doors(one, {}, known)] == [expected]


@pytest.mark.parametrize(
    ("middlewares", "expected"),
    [("[{name: login}]", Tri.TRUE), ("[{name: login, namespace: m}]", Tri.UNKNOWN), ("[]", Tri.FALSE)],
)
def test_a_route_of_traefik_asks_where_each_of_its_ways_does(middlewares: str, expected: Tri) -> None:
    way = "{match: 'Host(`t.example`)', services: [{name: s}], middlewares: [{name: login}]}"
    other = f"{{match: 'Host(`u.example`)', services: [{{name: s}}], middlewares: {middlewares}}}"
    (route,) = parsed(an_object("IngressRoute", f"{{routes: [{way}, {other}]}}"))

    found = doors(route, {}, {"n-login@kubernetescrd": True})
    assert [door.needs_credentials for door in found] == [expected, expected]


@pytest.mark.parametrize(
    ("annotation", "host", "expected"),
    [
        ("alb.ingress.kubernetes.io/scheme: internal", "a.example", True),
        ("alb.ingress.kubernetes.io/scheme: internet-facing", "a.example", False),
        ("kubernetes.io/ingress.class: gce-internal", "a.example", True),
        ("a: b", "chat.corp.internal", True),
        ("a: b", "chat.local", True),
        ("a: b", "chat.internal.example", False),
    ],
)
def test_a_door_may_be_kept_inside(annotation: str, host: str, *, expected: bool) -> None:
    rule = f"{{host: {host}, http: {{paths: [{{backend: {{service: {{name: s}}}}}}]}}}}"
    text = an_object("Ingress", f"{{rules: [{rule}]}}")
    (resource,) = parsed(text.replace("namespace: n", f"namespace: n, annotations: {{{annotation}}}"))

    assert [door.is_inside for door in doors(resource, {})] == [expected]


@pytest.mark.parametrize(
    ("listeners", "expected"),
    [
        ("[{name: w, protocol: HTTPS}]", Tri.TRUE),
        ("[{name: w, protocol: HTTP}]", Tri.FALSE),
        ("[{name: w, protocol: HTTP}, {name: x, protocol: HTTPS}]", Tri.FALSE),
        ("[]", Tri.UNKNOWN),
    ],
)
def test_a_route_takes_what_its_gateway_takes(listeners: str, expected: Tri) -> None:
    spec = (
        "{parentRefs: [{name: a}], hostnames: [h.example], rules: [{backendRefs: [{name: s, port: 8000}]}]}"
    )
    gateway = an_object("Gateway", f"{{listeners: {listeners}}}")

    scheme = {Tri.TRUE: "https://", Tri.FALSE: "http://", Tri.UNKNOWN: ""}[expected]
    assert opened(f"{gateway}---\n{an_object('HTTPRoute', spec)}") == [
        ("s", "8000", f"{scheme}h.example", expected)
    ]
    assert opened(an_object("HTTPRoute", spec)) == [("s", "8000", "h.example", Tri.UNKNOWN)]


def test_other_routes_lead_in_too() -> None:
    route = an_object(
        "Route", "{host: h.example, to: {name: s}, port: {targetPort: http}, tls: {termination: edge}}"
    )
    traefik = an_object(
        "IngressRoute", "{routes: [{match: 'Host(`t.example`)', services: [{name: s, port: 80}]}], tls: {}}"
    )
    istio = an_object(
        "VirtualService",
        "{hosts: [v.example], gateways: [g], http: [{route: [{destination: {host: s.n.svc}}]}]}",
    )
    mesh = istio.replace("[g]", "[mesh]")

    assert opened(route) == [("s", "http", "https://h.example", Tri.TRUE)]
    assert opened(traefik) == [("s", "80", "https://t.example", Tri.TRUE)]
    assert opened(istio) == [("s", None, "v.example", Tri.UNKNOWN)]
    assert opened(mesh) == [] == opened(an_object("Deployment", "{}"))
