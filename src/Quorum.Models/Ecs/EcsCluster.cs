namespace Quorum.Models.Ecs;

/// <summary>A cluster and everything in it. Iteration order is the order of creation, so that runs repeat.</summary>
public sealed class EcsCluster
{
    internal EcsCluster(string arn, string name, DateTimeOffset createdAt)
    {
        Arn = arn;
        Name = name;
        CreatedAt = createdAt;
    }

    public string Arn { get; }
    public string Name { get; }
    public DateTimeOffset CreatedAt { get; }

    /// <summary>False after DeleteCluster.</summary>
    public bool Active { get; internal set; } = true;

    /// <summary>Settings and tags as the caller's wire knows them; the model only keeps them.</summary>
    public string? Document { get; set; }

    public IReadOnlyList<EcsInstance> Instances => InstanceList;
    public IReadOnlyList<EcsService> Services => ServiceList;

    /// <summary>All tasks by ARN, stopped ones included while they are kept.</summary>
    public IReadOnlyDictionary<string, EcsTask> Tasks => TaskMap;

    internal List<EcsInstance> InstanceList { get; } = [];
    internal List<EcsService> ServiceList { get; } = [];
    internal Dictionary<string, EcsTask> TaskMap { get; } = new(StringComparer.Ordinal);

    public int ActiveServices
    {
        get
        {
            var count = 0;
            foreach (var service in ServiceList) if (service.Status == EcsServiceStatus.Active) count++;
            return count;
        }
    }
}
