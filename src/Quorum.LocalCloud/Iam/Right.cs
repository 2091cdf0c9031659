namespace Quorum.LocalCloud.Iam;

/// <summary>One right that a call needs.</summary>
/// <param name="Action">E.g. <c>ecs:UpdateService</c>.</param>
/// <param name="Resource">ARN, or <c>*</c> for an action without a resource level: a policy that names resources does not allow it.</param>
/// <param name="Context">Condition key → value that this right brings besides those of every call.</param>
public sealed record Right(string Action, string Resource, IReadOnlyDictionary<string, string> Context)
{
    public const string Any = "*";
    private static readonly Dictionary<string, string> Nothing = [];

    public Right(string action, string resource)
        : this(action, resource, Nothing)
    {
    }
}
