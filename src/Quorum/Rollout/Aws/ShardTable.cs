using System.Collections.Immutable;
using System.Globalization;
using Quorum.Elasticsearch;

namespace Quorum.Rollout.Aws;

/// <summary>The shard table: every copy of every shard, with its place and whether it is in sync.</summary>
public static class ShardTable
{
    public static ImmutableArray<ShardView> Of(Goal goal, IReadOnlyList<ShardCopy> copies, IReadOnlyList<InSyncShard>? inSync, IReadOnlyList<IndexSettings>? indices)
    {
        var sets = inSync?.ToDictionary(shard => (shard.Index, shard.Shard)) ?? [];
        var waits = indices?.ToDictionary(index => index.Index, index => index.WaitForActiveShards, StringComparer.Ordinal) ?? [];
        var views = ImmutableArray.CreateBuilder<ShardView>();
        for (var start = 0; start < copies.Count;)
        {
            var end = start;
            while (end < copies.Count && copies[end].Index == copies[start].Index && copies[end].Shard == copies[start].Shard) end++;
            var first = copies[start];
            var set = sets.GetValueOrDefault((first.Index, first.Shard));
            var builder = ImmutableArray.CreateBuilder<CopyView>(end - start);
            for (var copy = start; copy < end; copy++) builder.Add(View(goal, copies[copy], set));
            views.Add(new ShardView(first.Index, first.Shard, builder.MoveToImmutable(), Wait(waits.GetValueOrDefault(first.Index), end - start)));
            start = end;
        }
        return views.ToImmutable();
    }

    private static CopyView View(Goal goal, ShardCopy copy, InSyncShard? set)
    {
        var slot = copy.NodeName is null ? ClusterSnapshot.Nowhere : goal.IndexOf(copy.NodeName) is >= 0 and var found ? found : ClusterSnapshot.Foreign;
        var state = copy.State switch { ShardState.Started => CopyState.Started, ShardState.Initializing => CopyState.Initializing, ShardState.Relocating => CopyState.Relocating, _ => CopyState.Unassigned };
        // The cluster state says it exactly. Where it cannot be read, a copy that serves was in sync when it started.
        var allocated = set?.Copies.FirstOrDefault(each => each.NodeId == copy.NodeId);
        return new CopyView(slot, copy.Primary, state, allocated is null ? set is null && copy.Serves : set!.IsInSync(allocated));
    }

    private static int Wait(string? text, int copies) => text switch
    {
        null => 1,
        "all" => copies,
        _ => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 1,
    };
}
