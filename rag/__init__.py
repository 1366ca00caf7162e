"""How does a question become an answer that is proved?

answer       what comes out: hits, citations, sentences, answers
question     a question is cleaned; its language and what it asks for are told
topics       what the releases have names for, and which are of a kind
slots        what of a question something else can take the place of
follow_up    a follow-up is made a full question, by rules
follow_up_chinese, follow_up_english  those rules
rewrite      the same by a language model, held to the conversation
dictionary   CC-CEDICT both ways, as a table
bridge       the words of a question in the other language
trained_weights  what was trained over the encoder, as the package carries it
question_vectors, question_encoder
             what a question is among vectors; the side of the encoder that is trained for it
bias         the encoder's language bias, taken out
dense        how near passages are in the encoder's space
lexical      how much of the question's words they have
fuse         one score
when         what it says of time (days: spans of days)
filters      which releases may be used
prefer       which releases it would rather be answered from
corrections  what a release was corrected or replaced by
twins        the same text from two sources, found once
precedence   a correction first, and a newer release
remembered   the last results of a computation
tokens       a question or passage in the encoder's tokens
marks        which of them say the same
judgement    what is read, and what reading says of it
reader_network, reader_weights, reader
             our own model that reads question and passage together
cross_encoder  another's
rerank       the first passages in the order that reading gives them
retriever    the passages, best first
listing      releases and passages without a question
explain      why each stands where it does
kinds        whether a sentence has the kind of thing asked for
closely      the first passages read, whatever their order
evidence     what can be measured of a sentence
pinned       whether it is of the year, day or edition that the question names
sentences    what speaks for each sentence
calibration  evidence as chances
instructions what tells a machine what to do, and so proves nothing
gist         the beginning of a release that is asked for as a whole
quote        the sentences that answer, or a refusal
newer        a newer release on the same matter
placed       figures where they stand, with the words around them
units        what figures count, in both languages
figures      whether the passage has a number, percentage or amount
counted      whether it has it of the same thing
dated        whether it has a date
addresses    telephone numbers, e-mail addresses, URLs
quotations   what stands in quotation marks
names        proper names (chinese_names: those in Chinese)
said         a sentence and the texts that it is held to, read once
verdict      what was found of a sentence
verify       whether a sentence is proved by what it cites
mend         the sentence of a passage that a failed one means
measures     figures with what they count, of a question and of quotations
conflicts    releases that give different figures for one thing
asserted     a figure that the question takes for true and no quote has
model_stream, pack
             a language model's text as it comes; the passages that it is given
write        answers that a language model writes
cite         citations, cut from the original
phrases      what Pressdesk says in its own words
translated   where a translation says what is cited (beads: which sentences go together)
chain        all of it as langchain runnables
draft        questions made from sentences, not proved yet
subject      what a release is about
standalone, suggest_chinese
             drafts from Chinese clauses
english_verbs, statement, suggest_english
             drafts from English sentences
proved       drafts that the desk answers from the sentence that they were made from
partners     a release's translations and what else it is linked to
suggest      questions to begin and to go on with
"""
