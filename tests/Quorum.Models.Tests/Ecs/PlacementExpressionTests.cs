using Quorum.Models.Ecs;

namespace Quorum.Models.Tests.Ecs;

public sealed class PlacementExpressionTests
{
    [Theory]
    [InlineData("attribute:quorum.slot == es-a1", true)]
    [InlineData("attribute:quorum.slot==es-b1", false)]
    [InlineData("attribute:quorum.slot != es-b1", true)]
    [InlineData("attribute:quorum.slot =~ es-a.*", true)]
    [InlineData("attribute:quorum.slot =~ s-a", false)]
    [InlineData("attribute:quorum.slot !~ es-b.*", true)]
    [InlineData("attribute:quorum.slot in [es-a1, es-b1]", true)]
    [InlineData("attribute:quorum.slot not_in [es-b1]", true)]
    [InlineData("attribute:ecs.availability-zone == us-east-1a and attribute:quorum.slot == es-a1", true)]
    [InlineData("attribute:quorum.slot == es-b1 or (attribute:quorum.slot == es-a1 && not agentConnected == false)", true)]
    [InlineData("attribute:nothing exists", false)]
    [InlineData("attribute:quorum.slot exists", true)]
    [InlineData("attribute:nothing !exists", true)]
    [InlineData("runningTasksCount < 1", true)]
    [InlineData("runningTasksCount >= 1", false)]
    [InlineData("ec2InstanceId == i-00000000", true)]
    public void Expression_OverASlot_MatchesAsEcsDoes(string expression, bool expected) =>
        Assert.Equal(expected, PlacementExpression.Parse(expression).Matches(new EcsWorld().Cluster.Instances[0]));

    [Theory]
    [InlineData("")]
    [InlineData("attribute:quorum.slot")]
    [InlineData("attribute:quorum.slot == ")]
    [InlineData("nonsense == 1")]
    [InlineData("attribute:x == (a")]
    [InlineData("attribute:x in a")]
    [InlineData("attribute:x =~ [")]
    public void Expression_Malformed_IsRefused(string expression) =>
        Assert.Equal("InvalidParameterException", Assert.Throws<EcsException>(() => PlacementExpression.Parse(expression)).Code);
}
