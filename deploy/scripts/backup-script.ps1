<#
.SYNOPSIS
Backups by the verbs of the scripts that OrchestrateX takes the place of. All work is done by `ox`.
.DESCRIPTION
  backup-script.ps1 full                                    of everything
  backup-script.ps1 database DATABASE                       of one database
  backup-script.ps1 collection DATABASE COLLECTION          of one collection
  backup-script.ps1 restore [FOLDER | ARCHIVE | BACKUP]     the latest one, where none is named
A backup stays in its vault, and is written to $env:BACKUP_DIR\<YYYYMMDD_HHMMSS>\ as well. Further arguments
go to `ox backup run` and `ox restore run`, such as --label or --force; their exit codes are handed on.
Environment: BACKUP_DIR (.\backups), OX (the ox of this checkout), and what `ox` itself knows.
#>
$ErrorActionPreference = 'Stop'
$ox = if ($env:OX) { $env:OX } else { Join-Path $PSScriptRoot '../../ox' }
$to = if ($env:BACKUP_DIR) { $env:BACKUP_DIR } else { './backups' }

function Show-Usage {
  Get-Help $PSCommandPath | Out-String | Write-Host
  exit 2
}

if ($args.Count -lt 1) { Show-Usage }
$verb = $args[0]
$rest = @($args | Select-Object -Skip 1)
switch ($verb) {
  'full' {
    $command = @('backup', 'run', '--to', $to, '--unpacked') + $rest
  }
  'database' {
    if ($rest.Count -lt 1) { Show-Usage }
    $more = @($rest | Select-Object -Skip 1)
    $command = @('backup', 'run', '--database', $rest[0], '--to', $to, '--unpacked') + $more
  }
  'collection' {
    if ($rest.Count -lt 2) { Show-Usage }
    $more = @($rest | Select-Object -Skip 2)
    $command = @('backup', 'run', '--collection', ($rest[0] + '.' + $rest[1]), '--to', $to, '--unpacked') + $more
  }
  'restore' {
    $command = @('restore', 'run') + $rest
  }
  default { Show-Usage }
}
& $ox @command
exit $LASTEXITCODE
