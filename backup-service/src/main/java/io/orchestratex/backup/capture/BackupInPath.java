package io.orchestratex.backup.capture;

import io.swagger.v3.oas.annotations.Parameter;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A backup in a path, as the API document describes it. */
@Parameter(description = RequestPatterns.BACKUP_IN_PATH, example = RequestPatterns.BACKUP_EXAMPLE)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface BackupInPath {}
