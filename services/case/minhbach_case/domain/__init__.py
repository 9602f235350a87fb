"""The rules of cases and of the register: pure, without broker, database, network or clock."""
