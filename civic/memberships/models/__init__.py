from civic.memberships.models.addresses import AddressWord
from civic.memberships.models.memberships import Follow, Membership, Solicitation
from civic.memberships.models.proofs import ProofFile, ProofRequest

__all__ = ["AddressWord", "Follow", "Membership", "ProofFile", "ProofRequest", "Solicitation"]
