"""What the OpenAPI document shows as bodies of changing calls."""

from typing import Any

Example = dict[str, Any]

EVIDENCE: Example = {
    "url": "https://ellery.example/council/minutes-2026-03-02",
    "title": "Minutes of the council, 2 March 2026",
    "publisher": "Town of Ellery",
    "excerpt": "The mill will remain in operation until 31 December 2027.",
    "stance": "against",
}
GROUNDS: Example = {
    "rationale": "The council's minutes put the closing nine months later than the mayor said.",
    "definition": "Closing means the end of milling at the Ellery site, as the owners announced it to the council.",
    "as_of": "2026-03-05",
    "evidence": [12, EVIDENCE],
}
RATE = {"rating": "mostly-false", **GROUNDS}
CORRECT = {"reason": "The owners have brought the closing forward.", **RATE, "rating": "mostly-true"}
RATE_SECOND: Example = {"rating": "mostly-false", "rationale": "The minutes say December, not March."}
RELEASE: Example = {"reason": "I know the owner."}
ASSIGN: Example = {"assignee": "reviewer"}
DUE: Example = {"due_on": "2026-03-09"}
APPROVE: Example = {"reason": "The minutes are clear."}
SEND_BACK: Example = {"reason": "Which of the two mills is meant?"}
DISMISS: Example = {"as": "prediction", "reason": "It speaks of next year."}
ORIGIN: Example = {"article": 12, "origins": "one", "reason": "Both print the agency's report."}
REOPEN: Example = {"reason": "A reader sent newer minutes."}
WITHDRAW: Example = {"reason": "The article spoke of another mill."}
COMMENT: Example = {"text": "I have asked the owners for the letter."}
BULK: Example = {"action": "assign", "claims": [{"id": 12, "version": 1}, {"id": 15, "version": 3}], "assignee": "ann"}
REJECT: Example = {"reason": "The cue belongs to the sentence before."}
CORRECT_MENTION: Example = {"source_name": "Ann Reed", "source_spans": [[30, 39]]}
SAYING: Example = {"saying": "confirmed", "note": "At 2:10.", "primary_source_url": "https://ellery.example/video/7"}
ACCEPT: Example = {"rationale": "The same minutes settle this wording."}
MERGE: Example = {"into": 12, "into_version": 3, "reason": "Both speak of the same mill."}
SPLIT: Example = {"wordings": [31, 35], "reason": "These speak of the mill in Ostley."}
PUT_OTHERWISE: Example = {"wording": 31}
CONFIRM: Example = {"relation": "same", "reason": "Both quote the minutes."}
REJECT_MATCH: Example = {"reason": "One speaks of May, the other of the year."}
RECOGNISE: Example = {"text": "The mill in Ellery shuts in March, says the mayor.", "date": "2026-03-05"}
