"""What a server answered so far: each request is sent once, whoever wants to know."""

from dataclasses import dataclass, field
from typing import Final

from auditor.domain.tri import Tri
from auditor.sources.endpoint.base import Request
from auditor.sources.web.client import Answer, Client, NoAnswerError

_NONE: Final = Answer(0)


@dataclass(slots=True)
class Asked:
    """See `base.Asked`; without a key first, so that it is known what anybody gets."""

    client: Client
    key: str | None
    answers: dict[Request, Answer] = field(default_factory=dict)
    needed_key: set[Request] = field(default_factory=set)
    failures: list[tuple[Request, str]] = field(default_factory=list)

    def value(self, request: Request) -> object:
        """See `base.Asked.value`."""
        return self._answer(request).value

    def is_refused(self, request: Request) -> bool:
        """See `base.Asked.is_refused`."""
        return self._answer(request).is_refusal

    def is_answered(self, request: Request) -> bool:
        """See `base.Asked.is_answered`."""
        return self._answer(request).status == 200 and request not in self.needed_key

    def server(self, request: Request) -> str:
        """See `base.Asked.server`."""
        return self._answer(request).server

    def needs_credentials(self, request: Request) -> Tri:
        """See `base.Asked.needs_credentials`."""
        if request in self.needed_key:
            return Tri.TRUE
        answer = self.answers.get(request)
        return Tri.FALSE if answer is not None and answer.value is not None else Tri.UNKNOWN

    def _answer(self, request: Request) -> Answer:
        if request not in self.answers:
            try:
                self.answers[request] = self._asked(request)
            except NoAnswerError as error:
                # One bad answer may be that of one path; a second one is the server's way.
                if error.is_final or self.failures:
                    raise
                self.failures.append((request, str(error)))
                self.answers[request] = _NONE
        return self.answers[request]

    def _asked(self, request: Request) -> Answer:
        answer = self.client.ask(request.method, request.path)
        if answer.is_refusal:
            self.needed_key.add(request)
            if self.key is not None:
                answer = self.client.ask(request.method, request.path, self.key)
        return answer
