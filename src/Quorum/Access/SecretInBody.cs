using Quorum.Reporting;

namespace Quorum.Access;

/// <summary>
/// A secret that belongs into a request's body (a user's new password). The body has <see cref="Placeholder"/> in its place, and each access puts the value there in its own way: direct right before
/// it is sent; through SSM on the bastion, from the parameter, because a command's text is kept in SSM's history.
/// </summary>
/// <param name="Parameter">SecureString that has the value already.</param>
/// <param name="Value">Letters and digits only.</param>
public sealed record SecretInBody(string Parameter, string Value)
{
    public const string Placeholder = "quorum-secret-here";

    public static readonly HttpRequestOptionsKey<SecretInBody> Key = new("quorum.secret-in-body");

    public override string ToString() => $"{Parameter}: {Redaction.Mark}";
}
