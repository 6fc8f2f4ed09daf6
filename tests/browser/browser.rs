//! Drives Chromium as a person would: look, click, type, draw.

use std::fmt::Debug;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fantoccini::actions::{InputSource, KeyAction, KeyActions, PointerAction, TouchActions};
use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use poem::http::Method;
use serde_json::{Value, json};

/// How soon a page is looked at again for what it does not have yet, and how often.
const LOOK_AGAIN: Duration = Duration::from_millis(25);
const LOOKS: usize = 1_200;

/// The kind of screen.
#[derive(Clone, Copy)]
pub enum Screen {
    /// 360 × 740, with touch.
    Phone,
    /// 1280 × 900, with a mouse.
    Desktop,
}

pub struct Browser {
    driver: Child,
    /// The process to end if a test fails halfway.
    chromium: Option<u64>,
    client: Client,
    home: String,
}

impl Browser {
    pub async fn open(screen: Screen, home: String) -> Self {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| {
                panic!("chromedriver is needed (Debian: chromium-driver): {error}")
            });
        let said = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = said
            .map_while(Result::ok)
            .find_map(|line| {
                let (_, rest) = line.split_once("started successfully on port ")?;
                rest.trim_end_matches('.').parse::<u16>().ok()
            })
            .unwrap_or_else(|| panic!("chromedriver names no port"));
        let mut options = json!({ "args": [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--hide-scrollbars", "--window-size=1280,900",
        ] });
        options["prefs"] = json!({ "intl.accept_languages": "fr" });
        if matches!(screen, Screen::Phone) {
            options["mobileEmulation"] = json!({
                "deviceMetrics": { "width": 360, "height": 740, "pixelRatio": 2.0, "touch": true },
            });
        }
        let mut wishes = serde_json::Map::new();
        wishes.insert("goog:chromeOptions".into(), options);
        wishes.insert("goog:loggingPrefs".into(), json!({ "browser": "ALL" }));
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(wishes)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .unwrap_or_else(|error| panic!("chromium does not start: {error}"));
        let wishes = client.capabilities();
        let chromium = wishes.and_then(|all| all.get("goog:processID")?.as_u64());
        Self { driver, chromium, client, home }
    }

    /// The base URL of this instance.
    pub fn home(&self) -> &str {
        &self.home
    }

    pub async fn close(mut self) {
        self.client.clone().close().await.unwrap();
        self.chromium = None;
    }

    /// Opens a path of this instance, or a URL.
    pub async fn goes(&self, path: &str) {
        let url = if path.starts_with('/') { format!("{}{path}", self.home) } else { path.into() };
        self.client.goto(&url).await.unwrap();
    }

    /// Presses the browser's own button to go back.
    pub async fn goes_back(&self) {
        self.client.back().await.unwrap();
    }

    /// The first element that matches; waits until there is one.
    pub async fn finds(&self, css: &str) -> Element {
        let wait = self.client.wait().at_most(Duration::from_secs(30)).every(LOOK_AGAIN);
        wait.for_element(Locator::Css(css)).await.unwrap_or_else(|_| panic!("no {css}"))
    }

    /// Drops files or folders of this machine onto an element.
    pub async fn drops(&self, css: &str, paths: &[&Path]) {
        let place = self.finds(css).await;
        self.asks(&format!("document.querySelector('{css}').scrollIntoView({{block: 'center'}})"))
            .await;
        let at = self
            .client
            .execute(
                "const box = arguments[0].getBoundingClientRect();
                 return {x: box.x + box.width / 2, y: box.y + box.height / 2}",
                vec![serde_json::to_value(&place).unwrap()],
            )
            .await
            .unwrap();
        let paths: Vec<_> = paths.iter().map(|path| path.display().to_string()).collect();
        for step in ["dragEnter", "dragOver", "drop"] {
            let data = json!({ "items": [], "files": paths, "dragOperationsMask": 1 });
            let event = json!({ "type": step, "x": at["x"], "y": at["y"], "data": data });
            self.devtools("Input.dispatchDragEvent", event).await;
        }
    }

    /// Waits until a JavaScript expression is true on the page.
    pub async fn waits_for(&self, script: &str) {
        for _ in 0..LOOKS {
            if self.asks(&format!("return Boolean({script})")).await == true {
                return;
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
        panic!("never {script}; the page says: {}", self.text().await);
    }

    /// Waits until the page contains the text and its scripts are loaded.
    pub async fn reads(&self, text: &str) {
        let said = "document.readyState === 'complete' && document.body.innerText";
        for _ in 0..LOOKS {
            let said = self.asks(&format!("return {said}")).await;
            if said.as_str().is_some_and(|said| said.contains(text)) {
                return;
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
        panic!("no “{text}” in: {}", self.text().await);
    }

    pub async fn text(&self) -> String {
        let text = self.asks("return document.body.innerText").await;
        text.as_str().unwrap_or_default().to_owned()
    }

    pub async fn presses(&self, css: &str) {
        let mut tries = 0;
        while let Err(error) = self.press(css).await {
            // The page has replaced the element in the meantime.
            tries += 1;
            assert!(error.is_stale_element_reference() && tries < 10, "{css}: {error}");
        }
    }

    async fn press(&self, css: &str) -> Result<(), CmdError> {
        let element = self.finds(css).await;
        let centred = "arguments[0].scrollIntoView({block: 'center'})";
        let args = vec![serde_json::to_value(&element).unwrap()];
        self.client.execute(centred, args).await?;
        element.click().await
    }

    /// Waits for an element in the page's frame.
    pub async fn waits_in_frame(&self, css: &str) {
        self.finds("iframe").await;
        self.client.clone().enter_frame(0).await.unwrap();
        self.finds(css).await;
        self.client.clone().enter_parent_frame().await.unwrap();
    }

    /// Clicks an element in the page's frame.
    pub async fn presses_in_frame(&self, css: &str) {
        self.client.enter_frame(0).await.unwrap();
        self.finds(css).await.click().await.unwrap();
        // The frame no longer exists if the click opened another page in the whole window.
        let _ = self.client.enter_parent_frame().await;
    }

    pub async fn types(&self, css: &str, text: &str) {
        self.finds(css).await.send_keys(text).await.unwrap();
    }

    /// Types into the focused element.
    pub async fn keys(&self, text: &str) {
        self.client.active_element().await.unwrap().send_keys(text).await.unwrap();
    }

    /// Presses a key, wherever the focus is, also in the field of a file.
    pub async fn hits(&self, key: char) {
        let keys = KeyActions::new("keyboard".into())
            .then(KeyAction::Down { value: key })
            .then(KeyAction::Up { value: key });
        self.client.perform_actions(keys).await.unwrap();
        self.client.release_actions().await.unwrap();
    }

    /// The value of a JavaScript expression on the page.
    pub async fn asks(&self, script: &str) -> Value {
        self.client.execute(script, vec![]).await.unwrap()
    }

    /// Draws with a finger through points given in per cent of the element's size, from its centre.
    pub async fn draws(&self, css: &str, points: &[(f64, f64)]) {
        let pad = self.finds(css).await;
        self.asks(&format!("document.querySelector('{css}').scrollIntoView({{block: 'center'}})"))
            .await;
        let (_, _, width, height) = pad.rectangle().await.unwrap();
        let mut touch = TouchActions::new("finger".into());
        for (at, (x, y)) in points.iter().enumerate() {
            touch = touch.then(PointerAction::MoveToElement {
                element: pad.clone(),
                duration: Some(Duration::from_millis(15)),
                x: x / 100.0 * width,
                y: y / 100.0 * height,
            });
            if at == 0 {
                touch = touch.then(PointerAction::Down { button: 0 });
            }
        }
        touch = touch.then(PointerAction::Up { button: 0 });
        self.client.perform_actions(touch).await.unwrap();
        self.client.release_actions().await.unwrap();
    }

    pub async fn sees_dark(&self, dark: bool) {
        let value = if dark { "dark" } else { "light" };
        let features = json!([{ "name": "prefers-color-scheme", "value": value }]);
        self.devtools("Emulation.setEmulatedMedia", json!({ "features": features })).await;
    }

    /// Switches the network off or on.
    pub async fn is_offline(&self, offline: bool) {
        self.devtools("Network.enable", json!({})).await;
        let conditions = json!({
            "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1,
        });
        self.devtools("Network.emulateNetworkConditions", conditions).await;
    }

    /// Blocks requests to URLs that match the pattern; an empty pattern blocks none.
    pub async fn never_fetches(&self, pattern: &str) {
        self.devtools("Network.enable", json!({})).await;
        let patterns: Vec<_> = Some(pattern).filter(|one| !one.is_empty()).into_iter().collect();
        self.devtools("Network.setBlockedURLs", json!({ "urls": patterns })).await;
    }

    /// Changes the size and the pixel density of the screen.
    pub async fn resizes(&self, width: u32, height: u32, density: f64) {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": density, "mobile": true });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
        self.waits_for(&format!("innerWidth === {width}")).await;
        self.draws_a_frame().await;
    }

    /// Waits until the page, with what has changed, is drawn.
    pub async fn draws_a_frame(&self) {
        self.asks(
            "return new Promise((drawn) =>
                requestAnimationFrame(() => requestAnimationFrame(() => drawn(true))))",
        )
        .await;
    }

    /// Takes a screenshot of the whole page, and checks that nothing is wider than the page.
    pub async fn pictures(&self, name: &str) {
        let size = self
            .asks(
                "const page = document.documentElement;
                 return {width: innerWidth, height: Math.max(innerHeight, page.scrollHeight),
                         wide: page.scrollWidth}",
            )
            .await;
        assert!(size["wide"].as_i64() <= size["width"].as_i64(), "{name} scrolls sideways: {size}");
        let clip = json!({
            "x": 0, "y": 0, "scale": 1, "width": size["width"], "height": size["height"],
        });
        // Encoded quickly: half of a page's time was the compression of its picture.
        let shot = json!({ "captureBeyondViewport": true, "clip": clip, "optimizeForSpeed": true });
        let shot = self.devtools("Page.captureScreenshot", shot).await;
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/screenshots");
        std::fs::create_dir_all(&folder).unwrap();
        let png = STANDARD.decode(shot["data"].as_str().unwrap()).unwrap();
        std::fs::write(folder.join(format!("{name}.png")), png).unwrap();
    }

    /// The warnings and errors in the browser's console: blocked content, failed loads, script
    /// errors.
    pub async fn complaints(&self) -> Vec<String> {
        let body = json!({ "type": "browser" });
        let entries = self.client.issue_cmd(Extra("se/log", body)).await.unwrap();
        let entries = entries.as_array().cloned().unwrap_or_default();
        entries
            .iter()
            .filter(|entry| entry["level"] == "SEVERE")
            .map(|entry| entry["message"].as_str().unwrap_or_default().to_owned())
            // Except responses with a 4xx status, and the network that a test switches off.
            .filter(|text| !text.contains("status of 4") && !text.contains("ERR_INTERNET"))
            .collect()
    }

    async fn devtools(&self, command: &str, params: Value) -> Value {
        let body = json!({ "cmd": command, "params": params });
        self.client.issue_cmd(Extra("goog/cdp/execute", body)).await.unwrap()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if let Some(chromium) = self.chromium.take() {
            let _ = Command::new("kill").arg(chromium.to_string()).status();
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// A command that WebDriver does not define.
#[derive(Debug)]
struct Extra(&'static str, Value);

impl WebDriverCompatibleCommand for Extra {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.0))
    }

    fn method_and_body(&self, _: &url::Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.1.to_string()))
    }
}
