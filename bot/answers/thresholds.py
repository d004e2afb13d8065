"""The numbers that decide: when something is meant, told apart, stated. One table, so that they are tuned together.

Each was chosen on bench/preguntas/validacion; docs/adr/0004-linking-procedures.md has the curves.
"""

from __future__ import annotations

#: A best match that is as likely as this is answered,
SURE = 0.65
#: or this, when nobody wrote down what people call it: a neighbour may be meant that the catalogue does not hold.
SURER = 0.7
#: From here up to SURE the person is asked whether this is meant.
POSSIBLE = 0.25
#: Less likely ones are said to be near, from here.
NEAR = 0.1
#: Offered together with the strongest are those whose strength, in log-odds, is within this.
CHOICE = 6.0
#: Where nothing else comes that near, one that may be meant as surely as this is answered;
ALONE = 0.95
#: where another may be meant as surely and is within this, neither is.
NEARBY = 2.5
#: A procedure named this fully is meant even while another is under discussion.
NAMED = 0.75
#: A message that is this likely about one of ours is about it, whatever else it seems to be.
SURELY = 0.75
#: A message is about one of ours when it sounds like a question on a procedure and one that we hold may be meant: what
#: each is worth, in log-odds, and their bias. Learnt on the questions for validation by a logistic regression.
SOUNDS, MEANS, OURS = 1.06, 0.98, 0.64
#: A question that sounds this much like what is refused is asked whether it is ours.
DOUBTFULLY_OURS = 0.25
#: The procedure under discussion keeps a question whose words its document has to this degree.
SPOKEN_OF = 0.35
#: A choice is made by words that speak of it this much, and this much more than of another.
SPOKEN, CLEARLY = 0.3, 0.15
#: A text goes on to another procedure that is this likely by itself, or of the same institution and named this alike;
FOLLOWED, ALIKE = 0.25, 0.25
#: those within this much of it, in log-odds, are as likely.
WITHIN = 0.3
#: Who was offered choices and goes on asking means the first, when it was this likely.
LEADS = 0.2
#: A passage with this share of a question's words decides among rivals that have none such, if theirs is this likely.
PASSAGE, STATED_OF = 0.6, 0.1
#: A detail is quoted when an excerpt has at least this share of the question's words,
STATED = 0.2
#: and so are those nearly as good as the best.
NEARLY = 0.8
#: Aspects less certain than this are told together with the passage that fits the question best.
CLEAR = 0.6
#: A message that goes back to a procedure asks for an aspect only when it is this certain.
CERTAIN = 0.8
#: Small talk less certain than this, with a clear aspect and a procedure under discussion, is a question on it.
DOUBTFUL = 0.5
