"""The crawler: visits the registered sites and takes captures; what fails is a record too."""
