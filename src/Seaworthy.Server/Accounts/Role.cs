namespace Seaworthy.Server.Accounts;

/// <summary>What somebody is in an organization, the mightier the later.</summary>
public enum Role
{
    Viewer,
    Member,
    Admin,
    Owner,
}
