namespace Quorum.Rehearsal.Canaries;

/// <summary>
/// Bugs that a roll might have, planted between the driver and the models. They prove that the invariants can fail; nothing in the product
/// knows of them.
/// </summary>
internal enum PlantedBug
{
    /// <summary>Goes on while copies are missing: one zone after the other without waiting for recovery.</summary>
    SkipGreen,

    /// <summary>Takes settings, exclusions and records of others for nothing.</summary>
    IgnoreLeftovers,

    /// <summary>Decides on the cluster as it was at the beginning.</summary>
    NeverReRead,

    /// <summary>Takes a task that is STOPPING for gone.</summary>
    StoppingIsGone,

    /// <summary>Believes number_of_replicas instead of the shard table.</summary>
    TrustTheSetting,

    /// <summary>Restarts what is already done when it resumes.</summary>
    RestartAfterResume,

    /// <summary>Rolls a newer version back.</summary>
    RollVersionBack,

    /// <summary>Takes two zones for one.</summary>
    TwoZonesAtOnce,

    /// <summary>Takes master-eligible slots for ordinary ones.</summary>
    MastersLikeOthers,

    /// <summary>Stops the elected master without a hand-over.</summary>
    NoHandOver,

    /// <summary>Does not look at how a stop ended.</summary>
    IgnoreExit137,

    /// <summary>Forgets to delete its restart records.</summary>
    LeaveRecords,

    /// <summary>Forgets to reset its allocation setting.</summary>
    LeaveSetting,

    /// <summary>Forgets to clear its voting exclusion.</summary>
    LeaveExclusion,

    /// <summary>Clears its voting exclusion only when the slot is back.</summary>
    KeepExclusion,

    /// <summary>Takes indices without replicas down with their nodes.</summary>
    IgnoreZeroReplicas,

    /// <summary>Two deployers at once.</summary>
    NoLock,

    /// <summary>Reports what ECS calls stable, on whatever revision.</summary>
    StableIsSuccess,

    /// <summary>Rolls although a disk is over the low watermark.</summary>
    IgnoreDisk,

    /// <summary>Rolls although a snapshot is running.</summary>
    IgnoreSnapshot,

    /// <summary>Ends a slot's instance while its task is STOPPING.</summary>
    EndBeforeStopped,

    /// <summary>Takes instances that a dead runner replaced for those that were there before.</summary>
    ReplaceAfterResume,

    /// <summary>Takes the instance that came for the one that it ended, and ends it too.</summary>
    EndTheNext,

    /// <summary>Takes an instance for replaced because it asked for it.</summary>
    BelieveReplaced,
}
