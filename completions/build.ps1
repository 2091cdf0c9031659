# Completion of ./build.ps1 in PowerShell: . completions/build.ps1
# Reads .nuke/build.schema.json and .nuke/parameters.*.json, which every run keeps up to date; starts nothing.

Register-ArgumentCompleter -Native -CommandName 'build.ps1', './build.ps1', 'build' -ScriptBlock {
    param($word, $ast, $position)

    $script = $ast.CommandElements[0].Extent.Text
    $folder = if ([IO.Path]::IsPathRooted($script)) { Split-Path $script } else { Split-Path (Join-Path $PWD.Path $script) }
    $schema = [IO.Path]::Combine($folder, '.nuke', 'build.schema.json')
    if (-not [IO.File]::Exists($schema)) { return }
    $read = [IO.File]::ReadAllText($schema) | ConvertFrom-Json
    $targets = @($read.definitions.ExecutableTarget.enum)
    $before = @($ast.CommandElements | Where-Object { $_.Extent.EndOffset -lt $position } | Select-Object -Last 1 | ForEach-Object { $_.Extent.Text })

    $words = switch ("$before") {
        '--profile' { Get-ChildItem (Join-Path $folder '.nuke') -Filter 'parameters.*.json' | ForEach-Object { $_.BaseName.Substring('parameters.'.Length) } | Where-Object { $_ } }
        '--cloud' { 'local', 'aws' }
        '--cluster-access' { 'direct', 'ssm' }
        '--local-runtime' { 'auto', 'containers', 'simulated' }
        '--image-platform' { 'linux/amd64', 'linux/arm64', 'linux/amd64+linux/arm64' }
        '--write-probe' { 'true', 'false' }
        '--verbosity' { 'verbose', 'normal', 'minimal', 'quiet' }
        '--skip' { $targets }
        default {
            if ("$word".StartsWith('-')) {
                @($read.allOf[0].properties) + @($read.definitions.NukeBuild.properties) | ForEach-Object { $_.PSObject.Properties.Name } |
                    ForEach-Object { '--' + ($_ -creplace '(?<=[a-z0-9])(?=[A-Z])', '-').ToLowerInvariant() } | Sort-Object -Unique
            }
            else { $targets }
        }
    }
    $words | Where-Object { "$_" -like "$word*" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
}
