"""The numbers that decide: when something is meant, told apart, stated. One table, so that they are tuned together.

Each was chosen on bench/preguntas/validacion; docs/adr/0004-linking-procedures.md has the curves.
"""

from __future__ import annotations

#: A best match that is as likely as this is answered, if no other comes near it,
SURE = 0.5
#: or this, when nobody wrote down what people call it: a neighbour may be meant that the catalogue does not hold.
SURER = 0.75
#: From here up to SURE the person is asked whether this is meant.
POSSIBLE = 0.07
#: Less likely ones are said to be near, from here.
NEAR = 0.05
#: Two procedures are told apart when their strengths, in log-odds, differ by more than this,
MARGIN = 0.8
#: and one uses the words of the text this much more,
APART = 0.16
#: or their strengths are further from each other than this anyway.
FAR = 3.5
#: Offered together with the strongest are those whose strength is within this.
CHOICE = 4.5
#: The procedure under discussion is left for one that is this much stronger.
FAR_AHEAD = 2.0
#: A procedure named this fully is meant even while another is under discussion.
NAMED = 0.75
#: One whose name the text has whole, this much more than another's, has no rival.
WHOLE, MORE = 0.85, 0.15
#: A message that is this likely about one of ours is about it, whatever else it seems to be.
SURELY = 0.7
#: The procedure under discussion keeps a question whose words its document has to this degree.
SPOKEN_OF = 0.35
#: A choice is made by words that speak of it this much, and this much more than of another.
SPOKEN, CLEARLY = 0.3, 0.15
#: A text goes on with another procedure that has this share of its words, and this much more than the one before.
COVERED, LACKING = 0.45, 0.3
#: Who was offered choices and goes on asking means the first, when it was this likely.
LEADS = 0.2
#: A passage with this share of a question's words decides among rivals that have none such.
PASSAGE = 0.6
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
