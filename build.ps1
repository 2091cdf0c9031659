# Compiles the build when one of its inputs changed, then runs it: ./build.ps1 --help
# The same as build.sh, which says why each step is there.
#   QUORUM_PACKAGES=real|standins   overrides which packages are compiled against (else found out once, kept in .nuke/temp/packages)

# No Param block: it would swallow what belongs to the build, as -Verbose.
$buildArguments = $args

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
$unusable = 69
$misused = 64

function Fail([int] $code, [string[]] $lines) {
    foreach ($line in $lines) { [Console]::Error.WriteLine($line) }
    exit $code
}

# ---- where we are
$self = Get-Item -LiteralPath $PSCommandPath
while ($self.LinkType -eq 'SymbolicLink') {
    $target = @($self.Target)[0]
    if (-not [IO.Path]::IsPathRooted($target)) { $target = Join-Path $self.DirectoryName $target }
    $self = Get-Item -LiteralPath $target
}
$root = $self.DirectoryName
$onWindows = [Environment]::OSVersion.Platform -eq 'Win32NT'
$project = Join-Path 'build' '_build.csproj'
$program = [IO.Path]::Combine($root, 'build', 'bin', 'Debug', '_build.dll')
$cloud = [IO.Path]::Combine($root, 'src', 'Quorum.LocalCloud')
$temp = [IO.Path]::Combine($root, '.nuke', 'temp')
$state = Join-Path $temp 'build.inputs.ps1'
$packages = Join-Path $temp 'packages'

$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_NOLOGO = '1'
$env:NUKE_TELEMETRY_OPTOUT = '1'
if (-not $env:NUKE_ROOT) { $env:NUKE_ROOT = $root }

try { [void][IO.Directory]::CreateDirectory($temp) }
catch { Fail $unusable @("$temp cannot be created: make $root writable.") }

$mode = $env:QUORUM_PACKAGES
if (-not $mode -and (Test-Path -LiteralPath $packages)) { $mode = ([IO.File]::ReadAllText($packages)).Trim() }
if ($mode -and $mode -cne 'real' -and $mode -cne 'standins') {
    Fail $misused @("QUORUM_PACKAGES or $packages is '$mode': it must be 'real' or 'standins'.")
}

# ---- what the build is made of: one line per input, with its time and size
function Get-Inputs {
    $lines = New-Object 'System.Collections.Generic.List[string]'
    $folders = New-Object 'System.Collections.Generic.Stack[string]'
    foreach ($name in 'build', 'src', 'infra', 'standins') {
        $folder = Join-Path $root $name
        if ([IO.Directory]::Exists($folder)) { $folders.Push($folder) }
    }
    while ($folders.Count -gt 0) {
        $folder = New-Object IO.DirectoryInfo ($folders.Pop())
        foreach ($each in $folder.GetDirectories()) {
            if ($each.Name -notin 'bin', 'obj' -and -not $each.Name.StartsWith('.')) { $folders.Push($each.FullName) }
        }
        foreach ($each in $folder.GetFiles()) {
            if ($each.Name -like 'Pulumi.*.yaml' -or $each.Name -like '*.md' -or ($each.Name.StartsWith('.') -and $each.Name -ne '.editorconfig')) { continue }
            $lines.Add("$($each.FullName)|$($each.LastWriteTimeUtc.Ticks)|$($each.Length)")
        }
    }
    foreach ($name in 'Directory.Build.props', 'Directory.Build.targets', 'Directory.Packages.props', 'global.json', 'nuget.config', 'NuGet.Config', '.editorconfig') {
        $each = New-Object IO.FileInfo (Join-Path $root $name)
        if ($each.Exists) { $lines.Add("$($each.FullName)|$($each.LastWriteTimeUtc.Ticks)|$($each.Length)") }
    }
    $lines.Sort([StringComparer]::Ordinal)
    return [string]::Join("`n", $lines)
}

$found = @(Get-Command dotnet -CommandType Application -ErrorAction SilentlyContinue)
$onPath = if ($found.Count -gt 0) { $found[0].Path } else { '' }
$script:dotnet = ''

function Test-Current {
    if (-not $mode -or -not [IO.File]::Exists($state) -or -not [IO.File]::Exists($program)) { return $false }
    if ([IO.Directory]::Exists($cloud) -and -not [IO.Directory]::Exists([IO.Path]::Combine($cloud, 'bin', 'Debug'))) { return $false }
    $first, $rest = [IO.File]::ReadAllText($state).Split([char[]]"`n", 2)
    if (-not [IO.File]::Exists($first)) { return $false }
    $script:dotnet = $first
    return $rest -ceq "$mode|$onPath`n$(Get-Inputs)"
}

# ---- the SDK
function Find-Sdk {
    $name = if ($onWindows) { 'dotnet.exe' } else { 'dotnet' }
    $own = if ($onWindows) { 'dotnet-win' } else { 'dotnet-unix' }
    $userHome = [Environment]::GetFolderPath('UserProfile')
    $seen = @()
    foreach ($each in $onPath, [IO.Path]::Combine($temp, $own, $name), [IO.Path]::Combine($userHome, '.dotnet', $name)) {
        if (-not $each -or -not [IO.File]::Exists($each)) { continue }
        Push-Location -LiteralPath $root
        try { $version = Invoke-Quietly $each @('--version') } finally { Pop-Location }
        if ($version.Code -eq 0) { $script:dotnet = $each; return }
        $seen += $each
    }
    $wanted = [regex]::Match([IO.File]::ReadAllText((Join-Path $root 'global.json')), '"version": *"([^"]*)"').Groups[1].Value
    $what = if ($seen.Count -gt 0) { "too old or without SDK: $($seen -join ', ')" } else { 'none' }
    Fail $unusable @("The .NET SDK $wanted or a later 10.0 (global.json) is needed. Found: $what.",
        "Install it from https://dotnet.microsoft.com/download, or into ~/.dotnet or $temp/$own, then run this again.")
}

# Windows PowerShell turns a program's stderr into errors that stop the script; not here.
function Invoke-Quietly([string] $file, [string[]] $arguments) {
    $before = $ErrorActionPreference
    $ErrorActionPreference = 'Continue'
    try { $output = & $file @arguments 2>&1 | ForEach-Object { "$_" } } finally { $ErrorActionPreference = $before }
    return @{ Code = $LASTEXITCODE; Output = @($output) }
}

# ---- compiling
function Invoke-Compile([string] $verb, [string] $compileMode) {
    $packagesBefore = $env:QUORUM_PACKAGES
    $env:QUORUM_PACKAGES = $compileMode
    $env:DOTNET_CLI_UI_LANGUAGE = 'en'
    Push-Location -LiteralPath $root
    try {
        return Invoke-Quietly $script:dotnet @($verb, $project, '-nologo', '-v:q', '-tl:off', '-nodeReuse:false', '-clp:NoSummary;ErrorsOnly', '-p:Configuration=Debug')
    }
    finally {
        Pop-Location
        $env:QUORUM_PACKAGES = $packagesBefore
        $env:DOTNET_CLI_UI_LANGUAGE = $null
    }
}

function Show-Errors([string[]] $output) {
    $lines = @($output | Where-Object { $_ -match '(error|warning) [A-Z]+[0-9]+' } |
        ForEach-Object { ($_.Trim() -replace ' \[[^\]]*proj\]$', '').Replace($root + [IO.Path]::DirectorySeparatorChar, '') } | Sort-Object -Unique)
    if ($lines.Count -eq 0) { $lines = $output }
    foreach ($line in $lines) { [Console]::Error.WriteLine($line) }
}

# ---- real packages, or stand-ins
function Select-Packages {
    $restore = Invoke-Compile 'restore' 'real'
    if ($restore.Code -eq 0) {
        $chosen = 'real'
    }
    else {
        $text = $restore.Output -join "`n"
        if ($text -notmatch 'NU1101' -or $text -match 'NU1301') {
            Show-Errors $restore.Output
            Fail $unusable @('The packages could not be restored. Is the package feed reachable? QUORUM_PACKAGES=standins does without the packages that it may lack.')
        }
        $missing = @([regex]::Matches($text, 'NU1101: Unable to find package ([A-Za-z0-9._-]*[A-Za-z0-9])\.') | ForEach-Object { $_.Groups[1].Value } | Sort-Object -Unique)
        foreach ($id in $missing) {
            if (-not [IO.Directory]::Exists([IO.Path]::Combine($root, 'standins', $id))) {
                Fail $unusable @("The package feed lacks $id, which has no stand-in: add a feed that has it.")
            }
        }
        if ($missing.Count -eq 0) {
            Show-Errors $restore.Output
            Fail $unusable @('The packages could not be restored.')
        }
        $chosen = 'standins'
        [Console]::Error.WriteLine("The package feed lacks $($missing -join ', '): the subsets in standins/ are compiled instead (kept in .nuke/temp/packages).")
    }
    [IO.File]::WriteAllText($packages, "$chosen`n")
    return $chosen
}

# A program that still runs from the folder keeps its own files. (Windows does not let them be overwritten: move them away.)
function Update-Folder([string] $folder) {
    if (-not [IO.Directory]::Exists($folder)) { return }
    $new = "$folder.new"
    if ([IO.Directory]::Exists($new)) { Remove-Item -LiteralPath $new -Recurse -Force -ErrorAction SilentlyContinue }
    Copy-Item -LiteralPath $folder -Destination $new -Recurse
    try {
        $old = "$folder.old"
        if ([IO.Directory]::Exists($old)) { Remove-Item -LiteralPath $old -Recurse -Force -ErrorAction SilentlyContinue }
        [IO.Directory]::Move($folder, $old)
        [IO.Directory]::Move($new, $folder)
        Remove-Item -LiteralPath $old -Recurse -Force -ErrorAction SilentlyContinue
    }
    catch {
        Fail $unusable @("$folder is in use by a running build or by the embedded AWS: end it (./build.ps1 LocalDown), then run this again.")
    }
}

# ---- one at a time
function Enter-Lock {
    $said = $false
    while ($true) {
        try { return [IO.File]::Open((Join-Path $temp 'build.lock'), [IO.FileMode]::OpenOrCreate, [IO.FileAccess]::ReadWrite, [IO.FileShare]::None) }
        catch [IO.IOException] {
            if (-not $said) { [Console]::Error.WriteLine('Waiting for another run that compiles ...') }
            $said = $true
            Start-Sleep -Milliseconds 200
        }
    }
}

if (-not (Test-Current)) {
    $lock = Enter-Lock
    try {
        if (-not (Test-Current)) {
            Find-Sdk
            if (-not $mode) { $mode = Select-Packages }
            # Before compiling, so that what changes meanwhile counts as changed.
            $inputs = Get-Inputs
            [Console]::Error.WriteLine('Compiling the build ...')
            # build.sh's notes as well: they would no longer be true.
            foreach ($each in $state, (Join-Path $temp 'build.inputs'), (Join-Path $temp 'build.content')) { [IO.File]::Delete($each) }
            Update-Folder ([IO.Path]::Combine($root, 'build', 'bin', 'Debug'))
            Update-Folder ([IO.Path]::Combine($cloud, 'bin', 'Debug'))
            $compile = Invoke-Compile 'build' $mode
            if ($compile.Code -ne 0) {
                Show-Errors $compile.Output
                Fail 1 @('The build does not compile.')
            }
            [IO.File]::WriteAllText($state, "$($script:dotnet)`n$mode|$onPath`n$inputs")
        }
    }
    finally { $lock.Dispose() }
}

if ($script:dotnet -ne $onPath) { $env:PATH = [IO.Path]::GetDirectoryName($script:dotnet) + [IO.Path]::PathSeparator + $env:PATH }
& $script:dotnet $program @buildArguments
exit $LASTEXITCODE
