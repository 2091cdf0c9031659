using Quorum.Operating;
using Quorum.Settings;

namespace Quorum.Pipeline;

public sealed partial class DeployPipeline
{
    private const int LogLines = 200;

    /// <summary>The last lines that the slots' containers wrote within the hour; changes nothing.</summary>
    /// <param name="slot">Null for all slots.</param>
    public async Task<IReadOnlyList<LogLine>> LogsAsync(string? slot, CancellationToken cancellation)
    {
        var infra = await InfraAsync(cancellation);
        if (slot is not null && infra.Slots.All(each => each.Name != slot)) throw new InputException([new("LogsOf", slot, $"one of {string.Join(", ", infra.Slots.Select(each => each.Name))}")]);
        return await new SlotLogs(Aws.Logs, infra.LogGroup, clock).LastAsync(slot, LogLines, cancellation);
    }
}
