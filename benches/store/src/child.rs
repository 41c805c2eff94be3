use std::env;
use std::io::{BufRead, BufReader, Lines, Write};
use std::process::{Child as Process, ChildStdin, ChildStdout, Command as Program, Stdio};

use crate::contender::{Outcome, Unsupported};
use crate::protocol::{Answer, Command};
use plumberd_bench_harness::machine::signal;

/// A worker from outside. It is stopped but while a command is under way, so that whatever a store does
/// in the background, it does in its own time.
pub struct Child {
    process: Process,
    commands: Option<ChildStdin>,
    answers: Lines<BufReader<ChildStdout>>,
}

impl Child {
    pub fn start() -> Outcome<Self> {
        let mut process = Program::new(env::current_exe()?)
            .arg("worker")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let commands = process.stdin.take();
        let answers = process.stdout.take().ok_or("a worker has no output")?;
        Ok(Self { process, commands, answers: BufReader::new(answers).lines() })
    }

    /// Tells the worker to do something, and waits for the answer.
    pub fn call(&mut self, command: &Command) -> Outcome<Answer> {
        self.tell(command)?;
        let answer = self.answer();
        signal(&self.process, libc::SIGSTOP);
        answer
    }

    /// Tells the worker to do something that it answers bit by bit.
    pub fn tell(&mut self, command: &Command) -> Outcome {
        let mut line = serde_json::to_string(command)?;
        line.push('\n');
        signal(&self.process, libc::SIGCONT);
        let commands = self.commands.as_mut().ok_or("the worker is closed")?;
        commands.write_all(line.as_bytes())?;
        Ok(commands.flush()?)
    }

    pub fn answer(&mut self) -> Outcome<Answer> {
        loop {
            let line = self.answers.next().ok_or("the worker ended")??;
            match serde_json::from_str(&line) {
                Ok(Answer::Unsupported { reason }) => return Err(Unsupported(reason).into()),
                Ok(Answer::Failed { reason }) => return Err(reason.into()),
                Ok(answer) => return Ok(answer),
                // What a library prints.
                Err(_) => {}
            }
        }
    }

    /// Ends the worker in the midst of what it does; what it had said by then is the answer.
    pub fn kill(mut self) -> Vec<Answer> {
        signal(&self.process, libc::SIGKILL);
        let said = self.answers.by_ref().map_while(Result::ok);
        said.filter_map(|line| serde_json::from_str(&line).ok()).collect()
    }

    /// Lets the worker close its store and end.
    pub fn close(mut self) -> Outcome {
        self.commands = None;
        signal(&self.process, libc::SIGCONT);
        let status = self.process.wait()?;
        if status.success() { Ok(()) } else { Err(format!("a worker ended with {status}").into()) }
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // Both do nothing to a worker that has ended.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
