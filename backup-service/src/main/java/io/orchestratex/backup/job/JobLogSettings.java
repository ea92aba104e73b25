package io.orchestratex.backup.job;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * Where jobs are logged, a file per kind.
 *
 * @param folder is made if it is missing
 * @param maxSize of a file before it is put aside as {@code .1}, such as {@code 10MB}; the five
 *     newest of these are kept
 */
@ConfigurationProperties("orchestratex.backup.job-log")
@Requires(property = "orchestratex.backup.job-log.folder")
record JobLogSettings(String folder, @Bindable(defaultValue = "10MB") String maxSize) {}
