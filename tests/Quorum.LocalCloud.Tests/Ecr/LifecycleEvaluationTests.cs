using CsCheck;
using Quorum.LocalCloud.Ecr;
using Quorum.LocalCloud.Oci;

namespace Quorum.LocalCloud.Tests.Ecr;

public sealed class LifecycleEvaluationTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Evaluation_KeepNewestN_KeepsThemForEveryHistory() =>
        Gen.Select(Gen.Int[1, 20], Gen.Int[0, 60], Gen.Bool.Array[60]).Sample((keep, count, tagged) =>
        {
            var repository = Repository(count, i => tagged[i] ? $"sha256-{i}" : null);
            var policy = Policy("""{"rules":[{"rulePriority":1,"selection":{"tagStatus":"tagged","tagPrefixList":["sha256-"],"countType":"imageCountMoreThan","countNumber":KEEP},"action":{"type":"expire"}}]}""".Replace("KEEP", $"{keep}", StringComparison.Ordinal));
            var expired = LifecycleEvaluation.Run(policy, repository, Now).Select(e => e.Image).ToHashSet();
            var candidates = repository.Images.Values.Where(i => repository.TagsOf(i.Digest).Any()).OrderByDescending(i => i.PushedAt).ToList();
            Assert.Equal(candidates.Skip(keep).ToHashSet(), expired);
        });

    [Fact]
    public void Evaluation_ImageOfAnEarlierRule_IsNotExpiredByALaterOne()
    {
        var repository = Repository(4, i => i == 0 ? "release-1" : $"dev-{i}");
        var policy = Policy("""
            {"rules":[
              {"rulePriority":1,"selection":{"tagStatus":"tagged","tagPrefixList":["release-"],"countType":"imageCountMoreThan","countNumber":5},"action":{"type":"expire"}},
              {"rulePriority":2,"selection":{"tagStatus":"any","countType":"imageCountMoreThan","countNumber":1},"action":{"type":"expire"}}]}
            """);
        var expired = LifecycleEvaluation.Run(policy, repository, Now);
        Assert.Equal(2, expired.Count);
        Assert.DoesNotContain(expired, e => e.Tags.Contains("release-1"));
    }

    [Fact]
    public void Evaluation_ByAge_CountsFromThePush()
    {
        var repository = Repository(10, _ => null);
        var policy = Policy("""{"rules":[{"rulePriority":1,"selection":{"tagStatus":"untagged","countType":"sinceImagePushed","countUnit":"days","countNumber":7},"action":{"type":"expire"}}]}""");
        Assert.All(LifecycleEvaluation.Run(policy, repository, Now), e => Assert.True(Now - e.Image.PushedAt > TimeSpan.FromDays(7)));
        Assert.NotEmpty(LifecycleEvaluation.Run(policy, repository, Now));
    }

    private static LifecyclePolicy Policy(string text)
    {
        var policy = LifecyclePolicy.Parse(text, out var problems);
        Assert.Empty(problems);
        return policy!;
    }

    /// <summary>One image a day, the first the oldest.</summary>
    private static RepositoryState Repository(int images, Func<int, string?> tag)
    {
        var repository = new RepositoryState { Name = "r1", Region = "eu-west-1", CreatedAt = Now };
        for (var i = 0; i < images; i++)
        {
            var digest = "sha256:" + i.ToString("x64", System.Globalization.CultureInfo.InvariantCulture);
            repository.Images[digest] = new ImageState { Digest = digest, MediaType = MediaTypes.OciManifest, ManifestSize = 1, Size = 1, PushedAt = Now - TimeSpan.FromDays(images - i) };
            if (tag(i) is { } name) repository.Tags[name] = digest;
        }
        return repository;
    }
}
