using System.Globalization;
using System.Text.RegularExpressions;

namespace Quorum.Provisioning;

/// <summary>Who holds the stack, as the state backend tells: <c>created by root@host (pid 4711) at 2026-11-20T10:00:00Z</c>.</summary>
public sealed partial record StackLock(string User, string Host, int Pid, DateTimeOffset? Since)
{
    /// <summary>Null when the message names nobody.</summary>
    public static StackLock? Find(string message)
    {
        var match = Pattern().Match(message);
        return match.Success
            ? new(match.Groups["user"].Value, match.Groups["host"].Value, int.Parse(match.Groups["pid"].Value, CultureInfo.InvariantCulture),
                DateTimeOffset.TryParse(match.Groups["since"].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var since) ? since : null)
            : null;
    }

    /// <summary>A lock is this pipeline's own and stale when its process ran here, as this user, and is gone. Nothing else is ever broken.</summary>
    public bool IsOwnAndStale(string user, string host, Func<int, bool> isAlive) => User == user && Host == host && !isAlive(Pid);

    public override string ToString() => $"{User}@{Host} (pid {Pid}){(Since is { } since ? $" since {since:u}" : "")}";

    [GeneratedRegex(@"created by (?<user>[^@\s]+)@(?<host>\S+) \(pid (?<pid>[0-9]{1,9})\)(?: at (?<since>\S+))?")]
    private static partial Regex Pattern();
}
