using Build.Tests.Documents;

namespace Build.Tests.Runbooks;

public sealed class RunbookPagesTests
{
    private const string Folder = "docs/runbooks/";

    /// <summary>Pages whose every command is run by a bad day; each day ends by saying so.</summary>
    internal static readonly string[] Rehearsed = [.. BadDeployTests.Pages.Concat(LossTests.Pages).Select(name => Folder + name)];

    [Fact]
    public void Pages_AllTen_AreRehearsed()
    {
        var pages = Page.All.Select(page => page.Name).Where(name => name.StartsWith(Folder, StringComparison.Ordinal) && !name.EndsWith("README.md", StringComparison.Ordinal)).ToList();
        Assert.Equal(10, pages.Count);
        Assert.Equal(pages.Order(StringComparer.Ordinal), Rehearsed.Order(StringComparer.Ordinal));
    }
}
