namespace Quorum.Rollout;

/// <summary>Elasticsearch node roles that the order of a roll depends on.</summary>
[Flags]
public enum SlotRoles
{
    None = 0,
    Master = 1,
    VotingOnly = 1 << 1,
    Data = 1 << 2,
    Content = 1 << 3,
    Hot = 1 << 4,
    Warm = 1 << 5,
    Cold = 1 << 6,
    Frozen = 1 << 7,
    Other = 1 << 8,
    AnyData = Data | Content | Hot | Warm | Cold | Frozen,
    All = Master | AnyData | Other,
}

/// <summary>The order in which kinds of slots are rolled: a kind is finished before the next begins.</summary>
public enum RollPhase { Frozen, Cold, Warm, Hot, OtherData, NeitherDataNorMaster, MasterEligible }

public static class Roles
{
    public static readonly int PhaseCount = Enum.GetValues<RollPhase>().Length;

    /// <summary>Roles by their names in <c>node.roles</c>; no name at all means that the setting is absent: every role.</summary>
    public static SlotRoles Parse(IReadOnlyList<string> names)
    {
        if (names.Count == 0) return SlotRoles.All;
        var roles = SlotRoles.None;
        foreach (var name in names)
        {
            roles |= name switch
            {
                "master" => SlotRoles.Master,
                "voting_only" => SlotRoles.VotingOnly,
                "data" => SlotRoles.Data,
                "data_content" => SlotRoles.Content,
                "data_hot" => SlotRoles.Hot,
                "data_warm" => SlotRoles.Warm,
                "data_cold" => SlotRoles.Cold,
                "data_frozen" => SlotRoles.Frozen,
                _ => SlotRoles.Other,
            };
        }
        return roles;
    }

    /// <summary>A slot of several tiers goes with the last of them, because it must not be upgraded before the tiers it depends on.</summary>
    public static RollPhase Phase(this SlotRoles roles) =>
        (roles & SlotRoles.Master) != 0 ? RollPhase.MasterEligible
        : (roles & SlotRoles.AnyData) == 0 ? RollPhase.NeitherDataNorMaster
        : (roles & (SlotRoles.Data | SlotRoles.Content)) != 0 ? RollPhase.OtherData
        : (roles & SlotRoles.Hot) != 0 ? RollPhase.Hot
        : (roles & SlotRoles.Warm) != 0 ? RollPhase.Warm
        : (roles & SlotRoles.Cold) != 0 ? RollPhase.Cold
        : RollPhase.Frozen;

    public static string Words(this RollPhase phase) => phase switch
    {
        RollPhase.Frozen => "frozen data",
        RollPhase.Cold => "cold data",
        RollPhase.Warm => "warm data",
        RollPhase.Hot => "hot data",
        RollPhase.OtherData => "other data",
        RollPhase.NeitherDataNorMaster => "neither data nor master",
        _ => "master-eligible",
    };
}
