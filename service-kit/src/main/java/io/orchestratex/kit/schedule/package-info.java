/**
 * Schedules of a service with PostgreSQL: a due time orders a job, exactly once.
 *
 * <p>A service that wants them adds the location {@code classpath:db/schedule} to Flyway's, the
 * dependency db-scheduler, and one {@link io.orchestratex.kit.schedule.ScheduleAction} for each
 * thing that can be scheduled.
 *
 * <pre>
 *   alarm (db-scheduler) → [due time decided + job + next due time] → alarm set for the next one
 * </pre>
 *
 * What is between brackets is one transaction on the schedule's locked row. The row is the truth
 * and the alarm only wakes a process: an alarm that comes twice, too early, or after a process died
 * finds in the row what is left to do.
 */
@Configuration
@Requires(classes = Scheduler.class)
@Requires(property = "datasources.default.url")
@NullMarked
package io.orchestratex.kit.schedule;

import com.github.kagkarlsson.scheduler.Scheduler;
import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
