using System.Diagnostics;
using Quorum.Reporting;

namespace Quorum.Tests.Reporting;

/// <summary>Writes the sample report, and a picture of it where there is a browser, for a person to look at; see <c>QUORUM_TEST_ARTIFACTS</c>.</summary>
public sealed class ScreenshotTests
{
    private static readonly TimeSpan BrowserLimit = TimeSpan.FromSeconds(60);

    private static readonly byte[] PngMark = [0x89, (byte)'P', (byte)'N', (byte)'G'];

    /// <summary>The sizes people have: a desk and a phone.</summary>
    [Theory]
    [InlineData("desk", 1280, 2600, false)]
    [InlineData("desk-dark", 1280, 2600, true)]
    [InlineData("phone", 390, 3600, false)]
    [InlineData("phone-dark", 390, 3600, true)]
    public async Task Report_InABrowser_IsDrawn(string name, int width, int height, bool dark)
    {
        var asked = Environment.GetEnvironmentVariable("QUORUM_TEST_ARTIFACTS");
        var folder = asked is { Length: > 0 } ? Path.GetFullPath(asked) : Directory.CreateTempSubdirectory("quorum-report-").FullName;
        try
        {
            var page = new ArtifactStore(folder, new Redaction()).WriteText($"report-{name}.html", HtmlReport.Render(SampleReport.Of(failed: name.StartsWith("phone", StringComparison.Ordinal))));
            Assert.True(new FileInfo(page).Length > 10_000);
            if (Browser() is not { } browser)
            {
                TestContext.Current.SendDiagnosticMessage("no Chromium on this machine: the report was written but not looked at");
                return;
            }
            var picture = Path.Combine(folder, $"report-{name}.png");
            var profile = Path.Combine(folder, $"browser-{name}");
            using var process = Process.Start(new ProcessStartInfo(browser,
                ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--hide-scrollbars", .. dark ? ["--force-dark-mode", "--blink-settings=preferredColorScheme=0"] : Array.Empty<string>(),
                    $"--user-data-dir={profile}", $"--window-size={width},{height}", $"--screenshot={picture}", new Uri(page).AbsoluteUri])
            { RedirectStandardError = true, RedirectStandardOutput = true })!;
            _ = process.StandardError.ReadToEndAsync();
            using var limit = new CancellationTokenSource(BrowserLimit);
            await process.WaitForExitAsync(limit.Token);
            Assert.Equal(PngMark, File.ReadAllBytes(picture)[..4]);
            Directory.Delete(profile, recursive: true);
        }
        finally
        {
            if (asked is not { Length: > 0 }) Directory.Delete(folder, recursive: true);
        }
    }

    private static string? Browser() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => new[] { "chromium", "chromium-browser", "google-chrome", "chrome" }.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
}
