package dev.perdure.testkit.internal;

import dev.perdure.engine.runtime.Scheduler;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A thread that runs only while it holds the baton: a virtual thread that is begun at its first turn. */
final class SimThread implements SimTask, Scheduler.Worker {
    private final Simulation world;
    private final SimScheduler process;
    private final String name;
    private final Runnable work;
    private volatile @Nullable Thread thread;
    private boolean begun;
    private boolean interrupted;
    private boolean waiting;
    private boolean over;
    private long waits;

    SimThread(Simulation world, SimScheduler process, String name, Runnable work) {
        this.world = world;
        this.process = process;
        this.name = name;
        this.work = work;
    }

    @Override
    public SimScheduler owner() {
        return process;
    }

    /** Its name, and where in the engine it waits. */
    String where() {
        Thread begunAs = thread;
        if (begunAs != null) {
            for (StackTraceElement frame : begunAs.getStackTrace()) {
                if (frame.getClassName().startsWith("dev.perdure.engine")) {
                    return name + " (" + frame.getFileName() + ":" + frame.getLineNumber() + ")";
                }
            }
        }
        return name;
    }

    /** Called by who gives it the baton. */
    void wake() {
        if (begun) {
            LockSupport.unpark(thread);
        } else {
            begun = true;
            process.execute(this::run);
        }
    }

    private void run() {
        thread = Thread.currentThread();
        try {
            work.run();
        } catch (Throwable thrown) {
            world.fail(thrown);
        }
        over = true;
        process.ended(this);
        world.passOn(this, true);
    }

    /** Gives the baton away while others want it. */
    void letOthers() {
        world.makeReady(this);
        pass();
    }

    /** The number of the wait that begins now. */
    long beginsToWait() {
        waiting = true;
        return ++waits;
    }

    /** Waits until {@link #endWait} ends that wait, or an interrupt. */
    void pass() {
        interrupted |= Thread.interrupted();
        world.passOn(this, false);
        if (process.isDead()) {
            stayDead();
        }
    }

    /** Has the thread get the baton again, if it still waits for that. */
    void endWait(long wait) {
        if (waiting && wait == waits && !process.isDead()) {
            waiting = false;
            world.makeReady(this);
        }
    }

    boolean takeInterrupt() {
        boolean was = Thread.interrupted() || interrupted;
        interrupted = false;
        return was;
    }

    @Override
    public void interrupt() {
        if (!over && !process.isDead()) {
            interrupted = true;
            endWait(waits);
        }
    }

    /** A thread of a killed process does nothing any more, whatever wakes it. */
    void stayDead() {
        while (true) {
            LockSupport.park(this);
        }
    }

    @Override
    public String toString() {
        return process + "/" + name;
    }
}
