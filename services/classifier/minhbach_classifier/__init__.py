"""The classifier: from captures to assessments and suspicions."""
