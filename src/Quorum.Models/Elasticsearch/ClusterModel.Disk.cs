namespace Quorum.Models.Elasticsearch;

public sealed partial class ClusterModel
{
    /// <summary>Changes a disk; the master sees it at its next look (30 s apart).</summary>
    public void SetDisk(Volume volume, long totalBytes, long otherBytes)
    {
        ArgumentNullException.ThrowIfNull(volume);
        volume.TotalBytes = totalBytes;
        volume.OtherBytes = otherBytes;
        var interval = Options.DiskInfoInterval.Ticks;
        _queue.After(new TimeSpan(interval - Now.Ticks % interval), LookAtDisks);
    }

    private void LookAtDisks()
    {
        foreach (var state in _clusters)
        {
            if (!CanCommit(state) || !state.Allocation.DiskThreshold) continue;
            var changed = false;
            foreach (var index in state.IndexList)
            {
                var (flooded, high) = (false, false);
                foreach (var group in index.Shards)
                    foreach (var copy in group.Copies)
                        if (copy.Node is { } node) { flooded |= Used(node) > state.Allocation.FloodWatermark; high |= Used(node) > state.Allocation.HighWatermark; }
                if (flooded && !index.ReadOnlyAllowDelete) { index.Settings[IndexState.BlockSetting] = "true"; changed = true; }
                // The block goes only when no copy is on a disk above the high watermark.
                else if (!high && index.ReadOnlyAllowDelete) { index.Settings.Remove(IndexState.BlockSetting); changed = true; }
            }
            if (changed) Commit(state, metadata: true);
            Reroute(state);
        }
    }
}
