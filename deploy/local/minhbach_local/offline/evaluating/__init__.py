"""``minhbach evaluate``: labelled cases judged, and how often the judgement was right."""
