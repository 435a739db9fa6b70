class Fault(Exception):
    """Something in a repository is not what docs/FORMAT.md says."""


def require(holds, fault):
    if not holds:
        raise Fault(fault)
