using System.Text.Json.Nodes;
using Amazon.ECR.Model;
using CsCheck;
using Quorum.Images;
using Quorum.Registry;

namespace Quorum.Tests.Registry;

public sealed class LifecyclePolicyTests
{
    /// <summary>A repository and a cluster as far as the lifecycle is concerned; the rules are read from the text that ECR gets.</summary>
    private sealed class World(string policy)
    {
        private readonly JsonArray rules = JsonNode.Parse(policy)!["rules"]!.AsArray();
        private readonly List<ImageDetail> images = [];
        private DateTime now = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        private int pushes;

        public string? Running { get; private set; }

        public string? Rollback { get; private set; }

        public int Expired { get; private set; }

        public bool Holds => Has(Running) && Has(Rollback);

        public ImageDetail Push()
        {
            now += TimeSpan.FromMinutes(1);
            var image = new ImageDetail { ImageDigest = $"sha256:{++pushes}", ImageTags = [$"{ContentTag.Prefix}{pushes}"], ImagePushedAt = now };
            images.Add(image);
            return image;
        }

        public void Deploy(ImageDetail image, bool succeeds)
        {
            // PushToEcr: keep, then release what nobody uses; then the roll.
            var keep = LifecyclePolicy.KeepTag(image.ImageTags.First(tag => tag.StartsWith(ContentTag.Prefix, StringComparison.Ordinal)));
            if (!image.ImageTags.Contains(keep)) image.ImageTags.Add(keep);
            string[] inUse = [.. new[] { Running, Rollback, image.ImageDigest }.OfType<string>()];
            foreach (var tag in ImageRetention.Releasable(images.Where(Kept), inUse)) images.ForEach(other => other.ImageTags.Remove(tag));
            if (succeeds && Running != image.ImageDigest) (Rollback, Running) = (Running, image.ImageDigest);
        }

        public void DeployAgain(int pick, bool succeeds)
        {
            var tagged = images.Where(image => image.ImageTags.Count > 0).ToList();
            if (tagged.Count > 0) Deploy(tagged[pick % tagged.Count], succeeds);
        }

        public void RollBack()
        {
            if (Rollback is not null) (Running, Rollback) = (Rollback, Running);
        }

        public void Wait(int days) => now += TimeSpan.FromDays(days);

        /// <summary>Somebody else's push that lost its tag.</summary>
        public void PushUntagged() => Push().ImageTags.Clear();

        public void Housekeeping()
        {
            var gone = new List<ImageDetail>();
            var claimed = new HashSet<ImageDetail>();
            foreach (var rule in rules.OrderBy(rule => rule!["rulePriority"]!.GetValue<int>()))
            {
                var selection = rule!["selection"]!;
                var prefix = selection["tagPrefixList"]?[0]?.GetValue<string>();
                var selected = images.Where(image => prefix is null ? image.ImageTags.Count == 0 : image.ImageTags.Any(tag => tag.StartsWith(prefix, StringComparison.Ordinal))).OrderByDescending(image => image.ImagePushedAt).ToList();
                var count = selection["countNumber"]!.GetValue<int>();
                var marked = selection["countType"]!.GetValue<string>() == "imageCountMoreThan" ? selected.Skip(count) : selected.Where(image => now - image.ImagePushedAt > TimeSpan.FromDays(count));
                gone.AddRange(marked.Where(image => !claimed.Contains(image)));
                claimed.UnionWith(selected);
            }

            Expired += images.RemoveAll(gone.Contains);
        }

        private bool Has(string? digest) => digest is null || images.Any(image => image.ImageDigest == digest);

        private static bool Kept(ImageDetail image) => image.ImageTags.Any(tag => tag.StartsWith(LifecyclePolicy.KeepPrefix, StringComparison.Ordinal));
    }

    private static void Do(World world, (int Kind, int Pick) step)
    {
        switch (step.Kind)
        {
            case 0: world.Deploy(world.Push(), succeeds: true); break;
            case 1: world.Deploy(world.Push(), succeeds: false); break;
            case 2: for (var push = 0; push <= step.Pick % 30; push++) world.Push(); break;
            case 3: world.DeployAgain(step.Pick, succeeds: step.Pick % 3 > 0); break;
            case 4: world.RollBack(); break;
            case 5: world.Wait(step.Pick); break;
            case 6: world.PushUntagged(); break;
            default: world.Housekeeping(); break;
        }
    }

    private static readonly Gen<(int, int)[]> Histories = Gen.Select(Gen.Int[0, 8], Gen.Int[0, 60]).Array[1, 120];

    [Fact]
    public void Text_AnyHistory_NeverExpiresTheRunningOrTheRollbackImage()
    {
        var expired = 0;
        Histories.Sample(
            history =>
            {
                var world = new World(LifecyclePolicy.Text);
                foreach (var step in history)
                {
                    Do(world, step);
                    if (!world.Holds) return false;
                }

                Interlocked.Add(ref expired, world.Expired);
                return true;
            },
            iter: 2000);
        // The property says something only where images do expire.
        Assert.True(expired > 1000, $"only {expired} images expired in all histories");
    }

    [Fact]
    public void Text_WithoutTheFirstRule_ExpiresTheRunningImage()
    {
        var text = JsonNode.Parse(LifecyclePolicy.Text)!;
        text["rules"]!.AsArray().RemoveAt(0);
        var world = new World(text.ToJsonString());
        world.Deploy(world.Push(), succeeds: true);
        for (var push = 0; push < LifecyclePolicy.UnusedImages; push++) world.Push();

        world.Housekeeping();

        Assert.False(world.Holds);
    }

    [Fact]
    public void Releasable_ManyKept_ReleasesTheOldestThatAreNotInUse()
    {
        var kept = Enumerable.Range(1, 20).Select(number => new ImageDetail { ImageDigest = $"sha256:{number}", ImageTags = [$"quorum-{number}", $"keep-quorum-{number}"], ImagePushedAt = new DateTime(2026, 1, number) }).ToList();

        var released = ImageRetention.Releasable(kept, ["sha256:3"]);

        Assert.Equal(["keep-quorum-10", "keep-quorum-9", "keep-quorum-8", "keep-quorum-7", "keep-quorum-6", "keep-quorum-5", "keep-quorum-4", "keep-quorum-2", "keep-quorum-1"], released);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("{", false)]
    [InlineData("""{"rules":[]}""", false)]
    public void IsSame_AnotherPolicy_IsNot(string? text, bool same) => Assert.Equal(same, LifecyclePolicy.IsSame(text));

    [Fact]
    public void IsSame_WithOtherBlanks_Is() => Assert.True(LifecyclePolicy.IsSame(JsonNode.Parse(LifecyclePolicy.Text)!.ToJsonString(new() { WriteIndented = true })));
}
