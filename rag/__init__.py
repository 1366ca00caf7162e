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
bias         the encoder's language bias, taken out
dense        how near passages are in the encoder's space
lexical      how much of the question's words they have
fuse         one score
when         what it says of time (days: spans of days)
filters      which releases may be used
prefer       which releases it would rather be answered from
corrections  which release corrects which
precedence   a correction first, and a newer release
retriever    the passages, best first
explain      why each stands where it does
kinds        whether a sentence has the kind of thing asked for
sentences    what speaks for each sentence
calibration  evidence as chances
instructions what tells a machine what to do, and so proves nothing
quote        the sentences that answer, or a refusal
newer        a newer release on the same matter
figures      numbers, however written
measures     figures with what they count
conflicts    releases that give different figures for one thing
asserted     a figure that the question takes for true and no quote has
verify       what a language model wrote, held to the passages
write        answers that a language model writes
cite         citations, cut from the original
phrases      what Pressdesk says in its own words
chain        all of it as langchain runnables
"""
