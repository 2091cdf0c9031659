namespace Quorum.Models.Elasticsearch;

public sealed partial class ClusterModel
{
    /// <summary>Stores a user or a role.</summary>
    /// <param name="document">Null removes it.</param>
    public UpdateOutcome PutSecurity(ElasticsearchNode via, string id, string? document)
    {
        ArgumentNullException.ThrowIfNull(via);
        if (!HasMaster(via) || !CanCommit(via.Cluster!)) return UpdateOutcome.NoMaster;
        if (document is null) via.Cluster!.SecurityMap.Remove(id);
        else via.Cluster!.SecurityMap[id] = document;
        Commit(via.Cluster, metadata: true);
        return UpdateOutcome.Done;
    }
}
