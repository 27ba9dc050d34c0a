"""The register of agencies, staff and their grants, the audit trail, cases, legal settings."""
